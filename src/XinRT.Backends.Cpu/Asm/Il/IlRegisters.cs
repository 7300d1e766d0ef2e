using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace XinRT.Backends.Cpu.Asm.Il;

/// <summary>General registers and control in IL.</summary>
[RequiresDynamicCode(IlProgram.WhyDynamic)]
internal abstract class IlRegisters : RecordingAssembler<IlStep>
{
    private unsafe delegate void Touch(void* place);

    /// <summary>An empty kernel.</summary>
    /// <param name="vecs">Vector registers that generators may use.</param>
    /// <param name="methods">Operations on vectors of the width wanted.</param>
    protected IlRegisters(int vecs, LaneMethods methods) : base(RegisterFile.Portable(methods.Lanes, vecs)) =>
        Methods = methods;

    /// <summary>The largest method to make, as a share of what the runtime's compiler optimizes.</summary>
    public double LargestMethod { get; init; } = 1;

    /// <summary>Operations on vectors.</summary>
    protected LaneMethods Methods { get; }

    /// <inheritdoc/>
    internal override KernelCode Finish()
    {
        RequireEnd();
        int[] labels = new int[LabelCount];
        var used = Steps.Where(s => s.Target >= 0).Select(s => s.Target).ToHashSet();
        for (int i = 0; i < labels.Length; i++) labels[i] = used.Contains(i) ? PlaceOf(i) : -1;
        return new IlProgram(Methods, [.. Steps], labels, StackBytes, Pool).Compile(LargestMethod);
    }

    // ---- control

    /// <inheritdoc/>
    public override void Jump(Label target) =>
        Step(new("Jump", 0, 0, il => il.Jump(OpCodes.Br, target.Index)) { Target = target.Index, Leaves = true });

    /// <inheritdoc/>
    public override void JumpIf(Gpr a, Condition condition, Gpr b, Label target) => JumpIf(a, RegisterSet.Of(b), il => il.Push(b), condition, target);

    /// <inheritdoc/>
    public override void JumpIf(Gpr a, Condition condition, int b, Label target) => JumpIf(a, 0, il => il.Long(b), condition, target);

    // ---- general registers

    /// <inheritdoc/>
    public override void Set(Gpr d, long value) => General(d, 0, il => il.Long(value));

    /// <inheritdoc/>
    public override void Move(Gpr d, Gpr a) => General(d, RegisterSet.Of(a), il => il.Push(a));

    /// <inheritdoc/>
    public override void Add(Gpr d, Gpr a) => General(d, OpCodes.Add, d, a);

    /// <inheritdoc/>
    public override void Add(Gpr d, long value)
    {
        int number = checked((int)value);
        if (number != 0) General(d, OpCodes.Add, d, number);
    }

    /// <inheritdoc/>
    public override void Sub(Gpr d, Gpr a) => General(d, OpCodes.Sub, d, a);

    /// <inheritdoc/>
    public override void Mul(Gpr d, Gpr a, long value) => General(d, OpCodes.Mul, a, checked((int)value));

    /// <inheritdoc/>
    public override void Mul(Gpr d, Gpr a) => General(d, OpCodes.Mul, d, a);

    /// <inheritdoc/>
    public override void CountBits(Gpr d, Gpr a) => General(d, RegisterSet.Of(a), il =>
    {
        il.Push(a);
        il.Call(((Func<ulong, int>)BitOperations.PopCount).Method);
        il.Op(OpCodes.Conv_I8);
    });

    /// <inheritdoc/>
    public override void DivRem(Gpr quotient, Gpr remainder, Gpr a, long divisor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(divisor);
        if (quotient == remainder) throw new ArgumentException("Quotient and remainder need a register each.", nameof(remainder));
        Step(new("DivRem", RegisterSet.Of(a), RegisterSet.Of(quotient) | RegisterSet.Of(remainder), il =>
        {
            // Either result may overwrite a.
            il.Push(a);
            il.Pop(il.Dividend);
            il.Push(il.Dividend);
            il.Long(divisor);
            il.Op(OpCodes.Div_Un);
            il.Pop(quotient);
            il.Push(il.Dividend);
            il.Push(quotient);
            il.Long(divisor);
            il.Op(OpCodes.Mul);
            il.Op(OpCodes.Sub);
            il.Pop(remainder);
        }));
    }

    /// <inheritdoc/>
    public override void Min(Gpr d, Gpr a, Gpr b) => Choose(d, a, b, il => il.Smaller());

    /// <inheritdoc/>
    public override void Max(Gpr d, Gpr a, Gpr b) => Choose(d, a, b, il => il.Larger());

    /// <inheritdoc/>
    public override void Address(Gpr d, Mem m) => General(d, RegisterSet.Of(m), il =>
    {
        il.Push(m);
        il.Op(OpCodes.Conv_U8);
    });

    /// <inheritdoc/>
    public override void Load64(Gpr d, Mem m) => General(d, RegisterSet.Of(m), il => il.Load64(m));

    /// <inheritdoc/>
    public override void Load32(Gpr d, Mem m) => General(d, RegisterSet.Of(m), il =>
    {
        il.Push(m);
        il.Op(OpCodes.Ldind_I4);
        il.Op(OpCodes.Conv_I8);
    });

    /// <inheritdoc/>
    public override void Load8(Gpr d, Mem m) => General(d, RegisterSet.Of(m), il =>
    {
        il.Push(m);
        il.Op(OpCodes.Ldind_U1);
        il.Op(OpCodes.Conv_U8);
    });

    /// <inheritdoc/>
    public override void Store64(Mem m, Gpr a) => Step(new("Store64", RegisterSet.Of(m) | RegisterSet.Of(a), 0, il => il.Store64(m, a)));

    /// <inheritdoc/>
    public override void Store32(Mem m, Gpr a) => Store(m, a, OpCodes.Conv_I4, OpCodes.Stind_I4);

    /// <inheritdoc/>
    public override void Store8(Mem m, Gpr a) => Store(m, a, OpCodes.Conv_U1, OpCodes.Stind_I1);

    /// <inheritdoc/>
    public override unsafe void Prefetch(Mem m, PrefetchTarget target)
    {
        if (!Sse.IsSupported) return;
        Touch touch = target == PrefetchTarget.L2 ? Sse.Prefetch1 : Sse.Prefetch0;
        Step(new("Prefetch", RegisterSet.Of(m), 0, il =>
        {
            il.Push(m);
            il.Call(touch.Method);
        }));
    }

    private void JumpIf(Gpr a, ulong other, Action<IlWriter> push, Condition condition, Label target) =>
        Step(new("JumpIf " + condition, RegisterSet.Of(a) | other, 0, il =>
        {
            il.Push(a);
            push(il);
            il.Jump(condition switch
            {
                Condition.Equal => OpCodes.Beq,
                Condition.NotEqual => OpCodes.Bne_Un,
                Condition.Less => OpCodes.Blt,
                Condition.LessOrEqual => OpCodes.Ble,
                Condition.Greater => OpCodes.Bgt,
                _ => OpCodes.Bge,
            }, target.Index);
        })
        { Target = target.Index });

    private void General(Gpr d, OpCode code, Gpr a, Gpr b, [CallerMemberName] string name = "") => General(d, RegisterSet.Of(a) | RegisterSet.Of(b), il =>
    {
        il.Push(a);
        il.Push(b);
        il.Op(code);
    }, name);

    private void General(Gpr d, OpCode code, Gpr a, int number, [CallerMemberName] string name = "") => General(d, RegisterSet.Of(a), il =>
    {
        il.Push(a);
        il.Long(number);
        il.Op(code);
    }, name);

    private void Choose(Gpr d, Gpr a, Gpr b, Action<IlWriter> choose, [CallerMemberName] string name = "") =>
        General(d, RegisterSet.Of(a) | RegisterSet.Of(b), il =>
        {
            il.Push(a);
            il.Push(b);
            choose(il);
        }, name);

    private void Store(Mem m, Gpr a, OpCode narrow, OpCode store, [CallerMemberName] string name = "") =>
        Step(new(name, RegisterSet.Of(m) | RegisterSet.Of(a), 0, il =>
        {
            il.Push(m);
            il.Push(a);
            il.Op(narrow);
            il.Op(store);
        }));

    private void General(Gpr d, ulong reads, Action<IlWriter> push, [CallerMemberName] string name = "") => Step(new(name, reads, RegisterSet.Of(d), il =>
    {
        push(il);
        il.Pop(d);
    }));
}
