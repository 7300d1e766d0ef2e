using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace XinRT.Backends.Cpu.Asm.Il;

/// <summary>A recorded kernel, and its translation to methods that the runtime compiles.</summary>
/// <remarks>
/// <para>Most kernels are one method whose variables are the registers. The runtime's compiler stops optimizing beyond certain numbers
/// of instructions, basic blocks and uses of variables; a kernel beyond them is cut into parts.</para>
/// <para>A part is a method that gets a block of memory and the number of an entry. It loads the registers that are read before they
/// are set, and when it leaves it stores those that it has set and that others read, and returns the number of the next entry. One
/// more method calls parts until one returns −1. Cuts are put where the fewest loops run across them.</para>
/// </remarks>
[RequiresDynamicCode(WhyDynamic)]
internal sealed unsafe class IlProgram
{
    /// <summary>Why this needs a runtime that compiles.</summary>
    public const string WhyDynamic = "Kernels are compiled by the runtime when an engine is loaded.";

    private const int Line = 64;

    private readonly LaneMethods _methods;
    private readonly IlStep[] _steps;
    private readonly int[] _labels;
    private readonly ILookup<int, int> _labelsAt;
    private readonly int _slotBytes;
    private readonly int[] _constants;
    private readonly nint _pool;

    /// <summary>A recorded kernel.</summary>
    /// <param name="methods">Operations on vectors.</param>
    /// <param name="steps">The operations.</param>
    /// <param name="labels">The step that each label stands before; −1 for those that no jump leads to.</param>
    /// <param name="slotBytes">Bytes of 64-bit places on the stack.</param>
    /// <param name="pool">Constants.</param>
    public IlProgram(LaneMethods methods, IlStep[] steps, int[] labels, int slotBytes, ReadOnlySpan<int> pool)
    {
        (_methods, _steps, _labels, _slotBytes) = (methods, steps, labels, slotBytes);
        _labelsAt = Enumerable.Range(0, labels.Length).Where(l => labels[l] >= 0).ToLookup(l => labels[l]);
        _constants = GC.AllocateUninitializedArray<int>(pool.Length + Line / 4, pinned: true);
        nint start = Marshal.UnsafeAddrOfPinnedArrayElement(_constants, 0);
        _pool = (start + Line - 1) & -Line;
        pool.CopyTo(_constants.AsSpan((int)(_pool - start) / 4));
    }

    /// <summary>Translates the kernel to methods no larger than a share of what the runtime's compiler optimizes.</summary>
    public ManagedCode Compile(double largest)
    {
        var (method, share, shares) = Whole();
        if (share > largest) method = new IlParts(this, shares, largest).Compile();
        return new(Compiled<KernelFunction>(method), Text(), _constants);
    }

    /// <summary>Operations on vectors.</summary>
    public LaneMethods Methods => _methods;

    /// <summary>The operations.</summary>
    public IReadOnlyList<IlStep> Steps => _steps;

    /// <summary>Bytes of 64-bit places on the stack.</summary>
    public int SlotBytes => _slotBytes;

    /// <summary>Number of labels.</summary>
    public int LabelCount => _labels.Length;

    /// <summary>The step that a label stands before.</summary>
    public int PlaceOf(int label) => _labels[label];

    /// <summary>Labels before a step.</summary>
    public IEnumerable<int> LabelsAt(int step) => _labelsAt[step];

    /// <summary>A method that has no code yet.</summary>
    public static DynamicMethod NewMethod(string name, Type? result, params Type[] parameters) =>
        new(name, result, parameters, typeof(IlProgram).Module, skipVisibility: true) { InitLocals = false };

    /// <summary>A method with all its code, compiled now, on this thread, and without running it.</summary>
    public static T Compiled<T>(DynamicMethod method) where T : Delegate
    {
        var result = method.CreateDelegate<T>();
        RuntimeHelpers.PrepareDelegate(result);
        return result;
    }

    /// <summary>Something to write a method with.</summary>
    public IlWriter NewWriter(DynamicMethod method, int? slotBase = null) => new(method.GetILGenerator(), _methods, _pool) { SlotBase = slotBase };

    // All in one method, and how much of a method it and each step take up.
    private (DynamicMethod Method, double Share, double[] Shares) Whole()
    {
        var method = NewMethod("Kernel", null, typeof(void**), typeof(long), typeof(long), typeof(void*));
        var il = NewWriter(method);
        for (int i = 0; i < 4; i++)
        {
            il.Argument(i);
            il.Op(OpCodes.Conv_I8);
            il.Pop(new Gpr(i));
        }
        var shares = new double[_steps.Length];
        for (int i = 0; i < _steps.Length; i++)
        {
            var before = il.Cost;
            foreach (int label in LabelsAt(i)) il.Mark(label);
            _steps[i].Write(il);
            shares[i] = (il.Cost - before).Share;
        }
        foreach (int label in LabelsAt(_steps.Length)) il.Mark(label);
        il.Op(OpCodes.Ret);
        return (method, il.Cost.Share, shares);
    }

    private string Text()
    {
        var text = new System.Text.StringBuilder();
        for (int i = 0; i <= _steps.Length; i++)
        {
            foreach (int label in LabelsAt(i)) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"label {label}:\n");
            if (i < _steps.Length) text.Append("  ").Append(_steps[i]).Append('\n');
        }
        return text.ToString();
    }
}
