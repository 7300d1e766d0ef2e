using XinRT.Reference;

namespace XinRT.Ir;

/// <summary>Contents of values that shape arithmetic computes.</summary>
public static class ShapeContents
{
    /// <summary>The contents as a tensor where inference knows every element as a number, else null. Integers keep all their
    /// bits.</summary>
    public static Tensor? Of(Value value)
    {
        if (value.Data is not { } data || value.TensorType.Shape is not { } shape || !shape.TryGetStatic(out long[]? dims)) return null;
        if (CostContext.Product(dims) != data.Count || !data.All(d => d.IsConstant)) return null;
        var tensor = Tensor.Zeros(value.TensorType.DType, dims);
        if (tensor.DType.IsInteger()) WrappingIntegers.Write([.. data.Select(d => d.Value)], tensor);
        else ElementConverter.Write([.. data.Select(d => (double)d.Value)], tensor);
        return tensor;
    }
}
