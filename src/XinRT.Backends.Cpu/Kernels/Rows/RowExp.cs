using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels;

/// <summary>Emits eˣ for x ≤ 0, as a softmax needs it after its maximum is taken off.</summary>
/// <remarks>x = n·ln 2 + r with |r| ≤ ½·ln 2. n falls out of the low bits of x·log₂e + 1.5·2²³; eʳ is a polynomial of degree 7,
/// 2ⁿ is put together from bits. Results below the smallest normal number become 0. NaN stays. Relative error below
/// 2·10⁻⁷.</remarks>
internal sealed class RowExp
{
    private const float Magic = 12582912 + 127, Low = -88;
    private readonly VectorAssembler _asm;
    private readonly Vec _low, _log2e, _magic, _ln2High, _ln2Low;

    /// <summary>Takes registers for constants.</summary>
    public RowExp(VectorAssembler asm)
    {
        _asm = asm;
        (_low, _log2e, _magic, _ln2High, _ln2Low) = (asm.NewVec(), asm.NewVec(), asm.NewVec(), asm.NewVec(), asm.NewVec());
        asm.Broadcast(_low, Low);
        asm.Broadcast(_log2e, MathF.Log2(MathF.E));
        asm.Broadcast(_magic, Magic);
        asm.Broadcast(_ln2High, 0.693359375f);
        asm.Broadcast(_ln2Low, -2.12194440e-4f);
    }

    /// <summary>x = eˣ; n and p are overwritten.</summary>
    public void Apply(Vec x, Vec n, Vec p)
    {
        ReadOnlySpan<float> factors = [1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f, 1, 1];
        _asm.Max(x, _low, x);
        _asm.Move(n, x);
        _asm.Horner(n, _log2e, _magic);
        _asm.Sub(p, n, _magic);
        _asm.FmaNegated(x, p, _ln2High);
        _asm.FmaNegated(x, p, _ln2Low);
        _asm.ShiftLeft(n, n, 23);
        _asm.Broadcast(p, 1.9875691500e-4f);
        foreach (float f in factors) _asm.HornerBroadcast(p, x, _asm.Table([f]));
        _asm.Mul(x, p, n);
    }

    /// <summary>Gives the registers back.</summary>
    public void Release() => _asm.Free(_low, _log2e, _magic, _ln2High, _ln2Low);
}
