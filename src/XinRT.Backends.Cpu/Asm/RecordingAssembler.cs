using System.Numerics;
using System.Runtime.InteropServices;

namespace XinRT.Backends.Cpu.Asm;

/// <summary>General registers, control and constants of the interpreter: records steps and runs them.</summary>
// SAFETY: addresses come from the kernel, as in generated code.
internal abstract unsafe class RecordingAssembler : VectorAssembler
{
    private const int GprCount = 14, MaskCount = 6;

    private readonly List<Action<InterpreterState>> _steps = [];
    private readonly List<int> _labels = [];
    private readonly List<int> _pool = [];
    private readonly int _vecs;
    private int _stackBytes;
    private bool _returned;

    /// <summary>Takes the registers of the parameters.</summary>
    protected RecordingAssembler(int lanes, int vecs) : base(lanes, vecs, GprCount, MaskCount)
    {
        _vecs = vecs;
        for (int i = 0; i < 4; i++) TakeGpr(i);
    }

    /// <summary>The base of slots.</summary>
    internal static Gpr StackPointer => new(-1);

    /// <summary>Runs the kernel.</summary>
    public void Run(void** arguments, long begin, long end, void* scratch)
    {
        if (!_returned) throw new InvalidOperationException("The kernel has no end.");
        using var s = new InterpreterState(Lanes, _vecs, GprCount, MaskCount, CollectionsMarshal.AsSpan(_pool), _stackBytes);
        (s.Gprs[0], s.Gprs[1], s.Gprs[2], s.Gprs[3]) = ((long)arguments, begin, end, (long)scratch);
        while (s.Next < _steps.Count) _steps[s.Next++](s);
    }

    // ---- control and general registers

    /// <inheritdoc/>
    public override Gpr Argument(int index) => index is >= 0 and < 4 ? new(index) : throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public override Mem NewSlot()
    {
        _stackBytes += 8;
        return At(StackPointer, _stackBytes - 8);
    }

    /// <inheritdoc/>
    public override Label NewLabel()
    {
        _labels.Add(-1);
        return new(_labels.Count - 1);
    }

    /// <inheritdoc/>
    public override void Bind(Label label)
    {
        if (_labels[label.Index] >= 0) throw new InvalidOperationException($"Label {label.Index} has a place already.");
        _labels[label.Index] = _steps.Count;
    }

    /// <inheritdoc/>
    public override void BindLoop(Label label) => Bind(label);

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

    /// <inheritdoc/>
    protected override void End()
    {
        if (_returned) throw new InvalidOperationException("The kernel has an end already.");
        _returned = true;
    }

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

    /// <inheritdoc/>
    public override Mem Table(ReadOnlySpan<int> items)
    {
        int place = CollectionsMarshal.AsSpan(_pool).IndexOf(items);
        if (place < 0 || (items.Length > 1 && place % Lanes != 0))
        {
            while (_pool.Count % Lanes != 0) _pool.Add(0);
            place = _pool.Count;
            _pool.AddRange(items);
        }
        return new(default, null, 1, place * 4, InPool: true);
    }

    // ---- for vector operations

    /// <summary>Adds a step.</summary>
    protected void Step(Action<InterpreterState> step)
    {
        if (_returned) throw new InvalidOperationException("The kernel has an end already.");
        _steps.Add(step);
    }

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

    private void Go(InterpreterState s, Label target)
    {
        int place = _labels[target.Index];
        s.Next = place >= 0 ? place : throw new InvalidOperationException($"A jump leads to label {target.Index}, which has no place.");
    }
}
