namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 13 the sizes of Split were an attribute; they become an input.</summary>
[OnnxLowering("Split", Below = 13)]
public sealed class SplitSizes : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        if (node.Attributes.Take("split") is long[] { Length: > 0 } sizes) node.SetInput(1, ctx.Ints(sizes));
        node.Version = 13;
        ctx.Emit(node);
    }
}
