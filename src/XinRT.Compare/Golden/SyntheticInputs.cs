using XinRT.Ir;

namespace XinRT.Compare.Golden;

/// <summary>Repeatable random inputs for a model whose real data is not at hand.</summary>
public static class SyntheticInputs
{
    /// <summary>A value of the type: floats uniform in [-1, 1), integers 0 to 7 (0 and 1 for masks), bools either.</summary>
    public static Datum Make(string name, IrType type, int seed)
    {
        if (type is not TensorType { DType: not DType.Undefined, Shape: { } shape } tensor || !shape.TryGetStatic(out long[]? dims))
        {
            throw new InferenceException("XIN6106", $"input '{name}'", $"random contents can be made for tensors of known sizes, but it is {type}",
                hint: "give the input as a file");
        }
        var made = SyntheticTensor.Make(tensor.DType, dims, seed);
        if (!tensor.DType.IsInteger() || !name.Contains("mask", StringComparison.OrdinalIgnoreCase)) return made;
        return Tensor.FromDoubles(tensor.DType, [.. made.ToDoubles().Select(x => x > 0 ? 1.0 : 0.0)], dims);
    }
}
