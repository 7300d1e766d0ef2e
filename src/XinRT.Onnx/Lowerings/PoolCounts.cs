namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 7 AveragePool never counted padding, which is still its default.</summary>
[OnnxLowering("AveragePool", Below = 7)]
public sealed class PoolCounts : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        node.Attributes.Take("count_include_pad");
        node.Version = 7;
        ctx.Emit(node);
    }
}
