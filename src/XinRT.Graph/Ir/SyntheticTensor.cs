namespace XinRT.Ir;

/// <summary>Repeatable contents for constants and inputs without data: uniform in [-1, 1) for floats, 0 to 7 for integers.</summary>
public static class SyntheticTensor
{
    /// <summary>Makes a tensor whose contents depend only on type, sizes and seed.</summary>
    public static Tensor Make(DType dtype, ReadOnlySpan<long> dims, int seed = 1)
    {
        var tensor = Tensor.Zeros(dtype, dims);
        if (dtype == DType.String) return tensor;
        var values = new double[tensor.Count];
        ulong state = (ulong)(uint)seed * 0x9E3779B97F4A7C15 + 1;
        for (int i = 0; i < values.Length; i++)
        {
            // SplitMix64 (Steele, Lea, Flood 2014): every state gives an independent number.
            ulong z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            values[i] = dtype.IsFloat() || dtype.IsComplex() ? (z >> 40) * (2.0 / (1 << 24)) - 1
                : dtype == DType.Bool ? z & 1 : (z >> 40) % (dtype.BitWidth() == 2 ? 2ul : 8ul);
        }
        ElementConverter.Write(values, tensor);
        return tensor;
    }
}
