namespace XinRT.KernelTests.Kernels.Movement;

/// <summary>Indices for kernels that read or write at places known when they run.</summary>
internal static class ChosenIndices
{
    /// <summary>Random places, of which some count from the end; sizes of the indexed axes are taken in turn.</summary>
    public static Tensor Of(string type, long[] dims, params long[] sizes)
    {
        var random = new Random(1);
        var result = Tensor.Zeros(type == "i32" ? DType.I32 : DType.I64, dims);
        for (int i = 0; i < result.Count; i++)
        {
            long size = sizes[i % sizes.Length], at = random.NextInt64(-size, size);
            if (type == "i32") result.Span<int>()[i] = (int)at;
            else result.Span<long>()[i] = at;
        }
        return result;
    }
}
