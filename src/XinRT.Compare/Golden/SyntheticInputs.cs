using XinRT.Ir;

namespace XinRT.Compare.Golden;

/// <summary>Repeatable random inputs for a model whose real data is not at hand.</summary>
public static class SyntheticInputs
{
    // Open sizes: one item, and axes large enough for five halvings, as detectors do.
    private const int OpenBatch = 1, OpenSize = 64;

    /// <summary>A value of the type: floats uniform in [-1, 1), integers 0 to 7 (0 and 1 for masks), bools either.</summary>
    public static Datum Make(string name, IrType type, int seed, IReadOnlyDictionary<string, long> symbols)
    {
        if (type is not TensorType { DType: not DType.Undefined, Shape: { } shape } tensor)
        {
            throw new InferenceException("XIN6106", $"input '{name}'", $"random contents can be made for tensors of known rank, but it is {type}",
                hint: "give the input as a file");
        }
        var dims = shape.Bind(symbols).Select((d, axis) => d.IsConstant ? d.Value : axis == 0 ? OpenBatch : OpenSize).ToArray();
        var made = SyntheticTensor.Make(tensor.DType, dims, seed);
        if (!tensor.DType.IsInteger() || !name.Contains("mask", StringComparison.OrdinalIgnoreCase)) return made;
        return Tensor.FromDoubles(tensor.DType, [.. made.ToDoubles().Select(x => x > 0 ? 1.0 : 0.0)], dims);
    }
}
