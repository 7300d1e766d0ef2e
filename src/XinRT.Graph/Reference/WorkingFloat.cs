namespace XinRT.Reference;

/// <summary>The floating-point type a computation runs in: double for f64 and integers, f32 for f32 and all narrower floats,
/// which are widened before and rounded once after.</summary>
internal static class WorkingFloat
{
    /// <summary>The type to compute in.</summary>
    public static DType For(DType stored) => stored.IsFloat() && stored != DType.F64 ? DType.F32 : DType.F64;

    /// <summary>The elements in a working type; the tensor itself if it has that type.</summary>
    public static Tensor Open(Tensor x, DType working)
    {
        if (working == DType.F32) return SinglePrecision.Widen(x);
        if (x.DType == working) return x;
        var wide = Tensor.Zeros(working, x.Dims);
        ElementConverter.Read(x, wide.Span<double>());
        return wide;
    }

    /// <summary>Memory to compute an output in; the output itself if it has the working type.</summary>
    public static Tensor Target(Tensor output, DType working) =>
        output.DType == working ? output : Tensor.Zeros(working, output.Dims);

    /// <summary>Rounds what was computed into the output.</summary>
    public static void Close(Tensor target, Tensor output)
    {
        if (ReferenceEquals(target, output)) return;
        if (target.DType == DType.F32) SinglePrecision.Narrow(target, output);
        else ElementConverter.Write(target.Span<double>(), output);
    }
}
