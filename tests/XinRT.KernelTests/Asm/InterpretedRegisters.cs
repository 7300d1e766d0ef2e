using System.Numerics;
using XinRT.Backends.Cpu.Asm;

namespace XinRT.KernelTests.Asm;

/// <summary>General registers and control of the interpreter.</summary>
// SAFETY: addresses come from the kernel, as in generated code.
internal abstract unsafe class InterpretedRegisters(RegisterFile registers)
    : RecordingAssembler<Action<InterpreterState>>(registers)
{
    private readonly RegisterFile _registers = registers;

    /// <summary>Runs the kernel.</summary>
    public void Run(void** arguments, long begin, long end, void* scratch)
    {
        RequireEnd();
        if (begin == 0 && end == 0) return;
        using var s = new InterpreterState(_registers, Pool, StackBytes);
        (s.Gprs[0], s.Gprs[1], s.Gprs[2], s.Gprs[3]) = ((long)arguments, begin, end, (long)scratch);
        while (s.Next < Steps.Count) Steps[s.Next++](s);
    }

    internal override KernelCode Finish() => new ManagedCode(Run, "; interpreted\n");

    // ---- control

    /// <inheritdoc/>
    public override void Jump(Label target) => Step(s => Go(s, target));

    /// <inheritdoc/>
    public override void JumpIf(Gpr a, Condition condition, Gpr b, Label target) => Step(s =>
    {
        if (Holds(s[a], condition, s[b])) Go(s, target);
    });

    /// <inheritdoc/>
    public override void JumpIf(Gpr a, Condition condition, int b, Label target) => Step(s =>
    {
        if (Holds(s[a], condition, b)) Go(s, target);
    });

    // ---- general registers

    /// <inheritdoc/>
    public override void Set(Gpr d, long value) => Step(s => s[d] = value);

    /// <inheritdoc/>
    public override void Move(Gpr d, Gpr a) => Step(s => s[d] = s[a]);

    /// <inheritdoc/>
    public override void Add(Gpr d, Gpr a) => Step(s => s[d] += s[a]);

    /// <inheritdoc/>
    public override void Add(Gpr d, long value)
    {
        int number = checked((int)value);
        Step(s => s[d] += number);
    }

    /// <inheritdoc/>
    public override void Sub(Gpr d, Gpr a) => Step(s => s[d] -= s[a]);

    /// <inheritdoc/>
    public override void Mul(Gpr d, Gpr a, long value)
    {
        int number = checked((int)value);
        Step(s => s[d] = s[a] * number);
    }

    /// <inheritdoc/>
    public override void Mul(Gpr d, Gpr a) => Step(s => s[d] *= s[a]);

    /// <inheritdoc/>
    public override void CountBits(Gpr d, Gpr a) => Step(s => s[d] = System.Numerics.BitOperations.PopCount((ulong)s[a]));

    /// <inheritdoc/>
    public override void DivRem(Gpr quotient, Gpr remainder, Gpr a, long divisor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(divisor);
        if (quotient == remainder) throw new ArgumentException("Quotient and remainder need a register each.", nameof(remainder));
        Step(s => (s[quotient], s[remainder]) = Math.DivRem(s[a], divisor));
    }

    /// <inheritdoc/>
    public override void Min(Gpr d, Gpr a, Gpr b) => Step(s => s[d] = Math.Min(s[a], s[b]));

    /// <inheritdoc/>
    public override void Max(Gpr d, Gpr a, Gpr b) => Step(s => s[d] = Math.Max(s[a], s[b]));

    /// <inheritdoc/>
    public override void Address(Gpr d, Mem m) => Step(s => s[d] = (long)s.At(m));

    /// <inheritdoc/>
    public override void Load64(Gpr d, Mem m) => Step(s => s[d] = *(long*)s.At(m));

    /// <inheritdoc/>
    public override void Load32(Gpr d, Mem m) => Step(s => s[d] = *(int*)s.At(m));

    /// <inheritdoc/>
    public override void Load8(Gpr d, Mem m) => Step(s => s[d] = *s.At(m));

    /// <inheritdoc/>
    public override void Store8(Mem m, Gpr a) => Step(s => *s.At(m) = (byte)s[a]);

    /// <inheritdoc/>
    public override void Store64(Mem m, Gpr a) => Step(s => *(long*)s.At(m) = s[a]);

    /// <inheritdoc/>
    public override void Store32(Mem m, Gpr a) => Step(s => *(int*)s.At(m) = (int)s[a]);

    /// <inheritdoc/>
    public override void Prefetch(Mem m, PrefetchTarget target)
    {
    }

    // ---- for vector operations

    /// <summary>Whether a comparison holds.</summary>
    protected static bool Holds<T>(T a, Condition condition, T b) where T : INumber<T> => condition switch
    {
        Condition.Equal => a == b,
        Condition.NotEqual => a != b,
        Condition.Less => a < b,
        Condition.LessOrEqual => a <= b,
        Condition.Greater => a > b,
        _ => a >= b,
    };

    private void Go(InterpreterState s, Label target) => s.Next = PlaceOf(target.Index);
}
