using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits 2 to the power of x for x that are not above 0, as a softmax needs it.</summary>
/// <remarks>
/// <para>As in <see cref="ExpEmitter"/>, but the argument counts powers of two, so that nothing is lost when its integer
/// part is taken off; and it has no upper bound. The polynomial is that of eˣ with the powers of ln 2 in its
/// coefficients.</para>
/// <para>12 operations, of which half are multiplications. Where there are many registers the constants stay in eight of
/// them: read from memory they would take longer than the arithmetic. Below -126 the result is 0; a NaN stays.</para>
/// </remarks>
internal sealed class Exp2Emitter
{
    private const float Low = -126, Rounder = ExpEmitter.Rounder + 126;
    private const int Kept = 8;
    private readonly VectorAssembler _asm;
    private readonly Vec[] _kept = [];

    /// <summary>Loads the constants if <paramref name="spare"/> registers remain beside them.</summary>
    public Exp2Emitter(VectorAssembler asm, int spare)
    {
        _asm = asm;
        if (asm.FreeVecs < Kept + spare) return;
        _kept = asm.NewVecs(Kept);
        asm.Broadcast(_kept[0], Low);
        asm.Broadcast(_kept[1], Rounder);
        for (int i = 0; i < Coefficients.Length; i++) asm.Broadcast(_kept[2 + i], Coefficients[i]);
    }

    // Powers of ln 2 times the coefficients of the exponential.
    private static ReadOnlySpan<float> Coefficients =>
        [2, 1.3862939f, 0.48044482f, 0.11101469f, 0.019343132f, 0.0026529318f];

    /// <summary>x = 2ˣ.</summary>
    public void Emit(Vec x, Vec t, Vec p)
    {
        if (_kept.Length > 0)
        {
            _asm.Max(x, _kept[0], x);
            _asm.Add(t, x, _kept[1]);
            _asm.Sub(p, t, _kept[1]);
        }
        else
        {
            _asm.Broadcast(t, Low);
            _asm.Max(x, t, x);
            var batch = new VectorBatch(_asm, 1);
            batch.Add([t], [x], Rounder);
            batch.Add([p], [t], -Rounder);
        }
        _asm.Sub(x, x, p);
        if (_kept.Length > 0)
        {
            _asm.Move(p, _kept[^1]);
            for (int i = Kept - 2; i >= 2; i--) _asm.Horner(p, x, _kept[i]);
        }
        else new VectorBatch(_asm, 1).Polynomial([p], [x], Coefficients);
        _asm.ShiftLeft(t, t, 23);
        _asm.Mul(x, t, p);
    }

    /// <summary>Gives the registers back.</summary>
    public void Release() => _asm.Free(_kept);
}
