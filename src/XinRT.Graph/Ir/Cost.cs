namespace XinRT.Ir;

/// <summary>Work of one node: arithmetic operations (a multiply-add counts two) and bytes that must cross memory once.</summary>
public readonly record struct Cost(double Flops, double Bytes)
{
    /// <summary>Sum of both parts.</summary>
    public static Cost operator +(Cost a, Cost b) => new(a.Flops + b.Flops, a.Bytes + b.Bytes);
}

/// <summary>A node with concrete shapes, for <see cref="Operator.EstimateCost"/>. Sizes not known count as 1.</summary>
/// <param name="node">The node.</param>
/// <param name="symbols">Sizes of symbols; none are known by default.</param>
public sealed class CostContext(Node node, IReadOnlyDictionary<string, long>? symbols = null)
{
    /// <summary>The node.</summary>
    public Node Node => node;

    /// <summary>A node of a body with the same sizes.</summary>
    public CostContext Of(Node inner) => new(inner, symbols);

    /// <summary>Bytes of all inputs and outputs.</summary>
    public double Bytes => node.Inputs.Concat(node.Outputs).Where(v => v is not null).Sum(v => BytesOf(v!));

    /// <summary>Shape of a tensor input; empty if absent or not a tensor.</summary>
    public long[] Input(int index) => index < node.Inputs.Count && node.Inputs[index] is { } v ? Sizes(v.Type) : [];

    /// <summary>Shape of a tensor output.</summary>
    public long[] Output(int index) => index < node.Outputs.Count && node.Outputs[index] is { } v ? Sizes(v.Type) : [];

    /// <summary>Elements of a tensor output.</summary>
    public double OutputCount(int index) => Product(Output(index));

    /// <summary>Elements of a tensor input.</summary>
    public double InputCount(int index) => Product(Input(index));

    /// <summary>So many operations per element of output 0, and all bytes once.</summary>
    public Cost Elementwise(double flopsPerElement) => new(flopsPerElement * OutputCount(0), Bytes);

    /// <summary>No arithmetic, all bytes once.</summary>
    public Cost Movement() => new(0, Bytes);

    /// <summary>Product of sizes, as a double.</summary>
    public static double Product(ReadOnlySpan<long> sizes)
    {
        double product = 1;
        foreach (long s in sizes) product *= s;
        return product;
    }

    private long[] Sizes(IrType type)
    {
        if (type is not TensorType { Shape: { } shape }) return [];
        var bound = symbols is null ? shape : shape.Bind(symbols);
        return [.. bound.Select(d => d.IsConstant ? Math.Max(0, d.Value) : 1)];
    }

    private double BytesOf(Value value) =>
        value.Type is TensorType t ? Product(Sizes(t)) * t.DType.BitWidth() / 8.0 : 0;
}
