using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits e to the power of x for x that are not above 0, as a softmax over many elements needs it.</summary>
/// <remarks>
/// <para><c>eˣ = 2ⁿ·2ʳ</c> with n the integer nearest to x/ln 2. Adding 1.5·2²³ + 126 to the quotient rounds: the sum has
/// n + 126 in its low bits, and a shift makes them an exponent. What is left of the quotient, r, is rounded once. The
/// polynomial is that of eˣ with the powers of ln 2, and a factor of 2, in its coefficients.</para>
/// <para>12 operations, of which half are multiplications. Constants stay in as many registers as there are: read from
/// memory they would take longer than the arithmetic. Below -126·ln 2 the result is 0; a NaN stays.</para>
/// </remarks>
internal sealed class NegativeExpEmitter
{
    private const float Rounder = ExpEmitter.Rounder + 126;
    private const int Divisor = 0, Rounding = 1, Least = 2, Polynomial = 3;

    // 1/ln 2, what rounds, the least argument; then powers of ln 2 times the coefficients of the exponential, times 2.
    private static readonly float[] Constants =
    [
        ExpEmitter.Log2E, Rounder, -126 * ExpEmitter.Ln2, 2, 1.3862939f, 0.48044482f, 0.11101469f, 0.019343132f, 0.0026529318f,
    ];

    private readonly VectorAssembler _asm;
    private readonly Vec[] _kept;

    /// <summary>Loads as many constants as leave <paramref name="spare"/> registers.</summary>
    public NegativeExpEmitter(VectorAssembler asm, int spare)
    {
        _asm = asm;
        _kept = asm.NewVecs(Math.Clamp(asm.FreeVecs - spare, 0, Constants.Length));
        for (int i = 0; i < _kept.Length; i++) asm.Broadcast(_kept[i], Constants[i]);
    }

    /// <summary>x = eˣ.</summary>
    public void Emit(Vec x, Vec t, Vec p)
    {
        _asm.Max(x, Register(Least, t), x);
        Load(Rounding, t);
        AddQuotient(t, x);
        _asm.Sub(p, Register(Rounding, p), t);
        AddQuotient(p, x);
        Load(Constants.Length - 1, x);
        for (int i = Constants.Length - 2; i >= Polynomial; i--)
        {
            if (i < _kept.Length) _asm.Horner(x, p, _kept[i]);
            else _asm.HornerBroadcast(x, p, _asm.Table([Constants[i]]));
        }
        _asm.ShiftLeft(t, t, 23);
        _asm.Mul(x, t, x);
    }

    /// <summary>Gives the registers back.</summary>
    public void Release() => _asm.Free(_kept);

    // d += x/ln 2.
    private void AddQuotient(Vec d, Vec x)
    {
        if (_kept.Length > Divisor) _asm.Fma(d, x, _kept[Divisor]);
        else _asm.FmaBroadcast(d, x, _asm.Table([Constants[Divisor]]));
    }

    // The register of a constant, which is loaded into the given one if it is not kept.
    private Vec Register(int constant, Vec otherwise)
    {
        if (constant < _kept.Length) return _kept[constant];
        _asm.Broadcast(otherwise, Constants[constant]);
        return otherwise;
    }

    private void Load(int constant, Vec d)
    {
        if (constant < _kept.Length) _asm.Move(d, _kept[constant]);
        else _asm.Broadcast(d, Constants[constant]);
    }
}
