namespace XinRT.Onnx.Lowerings;

/// <summary>In opset 1 the order of the norm was a float.</summary>
[OnnxLowering("LpPool", Below = 2)]
[OnnxLowering("GlobalLpPool", Below = 2)]
public sealed class PoolNorms : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        if (node.Attributes.FloatOrNull("p") is { } order) node.Attributes.Set("p", (long)order);
        node.Version = 2;
        ctx.Emit(node);
    }
}
