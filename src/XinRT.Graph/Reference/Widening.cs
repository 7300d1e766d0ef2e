namespace XinRT.Reference;

/// <summary>Brings tensors of any real type to one of two types to compute in, and back.</summary>
public static class Widening
{
    /// <summary>F32 where it holds every value of the type exactly, else F64.</summary>
    public static DType WorkType(DType type) => type == DType.F32 || type.BitWidth() <= 16 ? DType.F32 : DType.F64;

    /// <summary>The tensor in its <see cref="WorkType"/>; the tensor itself if it has that type.</summary>
    public static Tensor Load(Tensor tensor) => Load(tensor, WorkType(tensor.DType));

    /// <summary>The tensor as F32 or F64; the tensor itself if it has that type.</summary>
    public static Tensor Load(Tensor tensor, DType work)
    {
        if (tensor.DType == work) return tensor;
        if (work == DType.F64) return Tensor.FromDoubles(work, tensor.ToDoubles(), tensor.Dims);
        var result = Tensor.Zeros(work, tensor.Dims);
        tensor.ToSingles().CopyTo(result.Span<float>());
        return result;
    }

    /// <summary>Where to compute an output: the output itself if it has the work type, else a temporary tensor.</summary>
    public static Tensor Target(Tensor output, DType work) => output.DType == work ? output : Tensor.Zeros(work, output.Dims);

    /// <summary>Moves a result made in <see cref="Target"/> to the output. Integers are rounded to nearest even and
    /// saturate.</summary>
    public static void Store(Tensor target, Tensor output)
    {
        if (ReferenceEquals(target, output)) return;
        double[] values = target.ToDoubles();
        if (!output.DType.IsFloat())
            for (int i = 0; i < values.Length; i++) values[i] = Math.Round(values[i], MidpointRounding.ToEven);
        ElementConverter.Write(values, output);
    }
}
