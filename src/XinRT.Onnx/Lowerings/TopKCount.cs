namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 10 the count of TopK was an attribute; it becomes an input.</summary>
[OnnxLowering("TopK", Below = 10)]
public sealed class TopKCount : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        if (node.Attributes.Take("k") is long count) node.SetInput(1, ctx.Ints(count));
        node.Version = 10;
        ctx.Emit(node);
    }
}
