namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 13 the axes of Squeeze and Unsqueeze were an attribute; they become an input.</summary>
[OnnxLowering("Squeeze", Below = 13)]
[OnnxLowering("Unsqueeze", Below = 13)]
public sealed class SqueezeAxes : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        if (node.Attributes.Take("axes") is long[] axes) node.SetInput(1, ctx.Ints(axes));
        node.Version = 13;
        ctx.Emit(node);
    }
}
