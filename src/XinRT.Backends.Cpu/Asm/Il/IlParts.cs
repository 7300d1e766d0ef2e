using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;

namespace XinRT.Backends.Cpu.Asm.Il;

/// <summary>A kernel too large for one method; see <see cref="IlProgram"/>.</summary>
/// <param name="program">The kernel.</param>
/// <param name="shares">How much of a method each step takes up.</param>
/// <param name="largest">The most for one method.</param>
[RequiresDynamicCode(IlProgram.WhyDynamic)]
internal sealed unsafe class IlParts(IlProgram program, double[] shares, double largest)
{
    // A part: the block of registers and the number of the entry; gives the next entry.
    private delegate int KernelPart(byte* state, int entry);

    // The rest is for what a part loads and stores.
    private readonly double _mostSteps = 0.85 * largest;

    private const int VectorBytes = 64, GprPlace = (RegisterSet.Count - RegisterSet.Masks + RegisterSet.Gprs) * VectorBytes;

    private const int SlotPlace = GprPlace + (RegisterSet.Masks - RegisterSet.Gprs) * 8;

    private readonly IReadOnlyList<IlStep> _steps = program.Steps;
    private readonly ulong[] _live = Live(program);
    private readonly int[] _number = new int[program.Steps.Count + 1];

    /// <summary>The method that calls the parts.</summary>
    public DynamicMethod Compile()
    {
        var starts = Starts();
        var parts = starts.Select((start, i) => (Start: start, End: i + 1 < starts.Count ? starts[i + 1] : _steps.Count)).ToArray();
        var entries = parts.Select(p => Entries(p.Start, p.End)).ToArray();
        Array.Fill(_number, -1);
        int count = 0;
        foreach (int entry in entries.SelectMany(e => e)) _number[entry] = count++;
        var methods = parts.Select((p, i) => Part(p.Start, p.End, entries[i])).ToArray();
        return Caller(entries.SelectMany((e, i) => e.Select(_ => methods[i])).ToArray());
    }

    // First steps of the parts: as many steps as fit, cut where the fewest loops run across.
    private List<int> Starts()
    {
        int[] loops = new int[_steps.Count + 1];
        for (int i = 0; i < _steps.Count; i++)
        {
            if (_steps[i].Target < 0 || program.PlaceOf(_steps[i].Target) > i) continue;
            for (int k = program.PlaceOf(_steps[i].Target) + 1; k <= i; k++) loops[k]++;
        }
        var starts = new List<int> { 0 };
        double share = 0;
        for (int i = 0; i < _steps.Count; i++)
        {
            share += shares[i];
            if (share <= _mostSteps || i == starts[^1]) continue;
            int best = i;
            for (int k = i - 1; k > starts[^1]; k--)
                if (loops[k] < loops[best]) best = k;
            starts.Add(best);
            i = best - 1;
            share = 0;
        }
        return starts;
    }

    // Steps of a part that control comes to from outside.
    private int[] Entries(int start, int end)
    {
        var entries = new SortedSet<int> { start };
        for (int i = 0; i < _steps.Count; i++)
        {
            if (i >= start && i < end || _steps[i].Target < 0) continue;
            int place = program.PlaceOf(_steps[i].Target);
            if (place >= start && place < end) entries.Add(place);
        }
        return [.. entries];
    }

    private DynamicMethod Part(int start, int end, int[] entries)
    {
        var method = IlProgram.NewMethod("KernelPart", typeof(int), typeof(byte*), typeof(int));
        var il = program.NewWriter(method, SlotPlace);
        int firstEntry = program.LabelCount, leave = firstEntry + entries.Length;
        ulong used = 0, set = 0, wanted = 0, live = 0;
        for (int i = start; i < end; i++)
        {
            used |= _steps[i].Reads | _steps[i].Writes;
            set |= _steps[i].Writes;
        }
        foreach (int entry in entries) wanted |= _live[entry];
        foreach (int number in RegisterSet.Numbers(wanted & used)) Load(il, number);
        il.Argument(1);
        il.Int(_number[entries[0]]);
        il.Op(OpCodes.Sub);
        il.Switch(Enumerable.Range(firstEntry, entries.Length));
        for (int i = start; i < end; i++)
        {
            foreach (int label in program.LabelsAt(i)) il.Mark(label);
            int entry = Array.IndexOf(entries, i);
            if (entry >= 0) il.Mark(firstEntry + entry);
            _steps[i].Write(il);
        }
        // Ways out: by going on, then by jumps, each place once.
        live |= _live[end];
        il.Int(_number[end]);
        il.Jump(OpCodes.Br, leave);
        var labels = _steps.Skip(start).Take(end - start).Where(s => s.Target >= 0).Select(s => s.Target).Distinct();
        foreach (int label in labels)
        {
            int place = program.PlaceOf(label);
            if (place >= start && place < end) continue;
            il.Mark(label);
            il.Int(_number[place]);
            il.Jump(OpCodes.Br, leave);
            live |= _live[place];
        }
        il.Mark(leave);
        foreach (int number in RegisterSet.Numbers(set & live)) Store(il, number);
        il.Op(OpCodes.Ret);
        IlProgram.Compiled<KernelPart>(method);
        return method;
    }

    // Keeps the registers in its own stack frame and calls parts by the number of the entry.
    private DynamicMethod Caller(DynamicMethod[] partOf)
    {
        var method = IlProgram.NewMethod("Kernel", null, typeof(void**), typeof(long), typeof(long), typeof(void*));
        var il = program.NewWriter(method);
        int again = partOf.Length, end = again + 1;
        LocalBuilder state = il.NewLocal(typeof(byte*)), next = il.NewLocal(typeof(int));
        il.Int(SlotPlace + program.SlotBytes + VectorBytes);
        il.Op(OpCodes.Conv_U);
        il.Op(OpCodes.Localloc);
        il.Int(VectorBytes - 1);
        il.Op(OpCodes.Conv_I);
        il.Op(OpCodes.Add);
        il.Int(-VectorBytes);
        il.Op(OpCodes.Conv_I);
        il.Op(OpCodes.And);
        il.Pop(state);
        for (int i = 0; i < 4; i++)
        {
            il.Push(state);
            il.Int(GprPlace + i * 8);
            il.Op(OpCodes.Conv_I);
            il.Op(OpCodes.Add);
            il.Argument(i);
            il.Op(OpCodes.Conv_I8);
            il.Op(OpCodes.Stind_I8);
        }
        il.Int(0);
        il.Pop(next);
        il.Mark(again);
        il.Push(next);
        il.Switch(Enumerable.Range(0, partOf.Length));
        il.Jump(OpCodes.Br, end);
        for (int i = 0; i < partOf.Length; i++)
        {
            il.Mark(i);
            il.Push(state);
            il.Push(next);
            il.Call(partOf[i]);
            il.Pop(next);
            il.Jump(OpCodes.Br, again);
        }
        il.Mark(end);
        il.Op(OpCodes.Ret);
        return method;
    }

    private void Load(IlWriter il, int number)
    {
        il.PushState(PlaceOf(number));
        if (IsGpr(number)) il.Op(OpCodes.Ldind_I8);
        else il.Call(program.Methods.Load);
        il.Pop(il.Register(number));
    }

    private void Store(IlWriter il, int number)
    {
        if (IsGpr(number))
        {
            il.PushState(PlaceOf(number));
            il.Push(il.Register(number));
            il.Op(OpCodes.Stind_I8);
            return;
        }
        il.Push(il.Register(number));
        il.PushState(PlaceOf(number));
        il.Call(program.Methods.Store);
    }

    private static bool IsGpr(int number) => number is >= RegisterSet.Gprs and < RegisterSet.Masks;

    private static int PlaceOf(int number) => IsGpr(number) ? GprPlace + (number - RegisterSet.Gprs) * 8
        : (number < RegisterSet.Gprs ? number : number - RegisterSet.Masks + RegisterSet.Gprs) * VectorBytes;

    // Registers that are read from each step on before they are set.
    private static ulong[] Live(IlProgram program)
    {
        var steps = program.Steps;
        var live = new ulong[steps.Count + 1];
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = steps.Count - 1; i >= 0; i--)
            {
                var step = steps[i];
                ulong after = step.Leaves ? 0 : live[i + 1];
                if (step.Target >= 0) after |= live[program.PlaceOf(step.Target)];
                ulong before = step.Reads | (after & ~step.Writes);
                changed |= before != live[i];
                live[i] = before;
            }
        }
        return live;
    }
}
