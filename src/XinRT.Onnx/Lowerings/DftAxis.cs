namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 20 the axis of DFT was an attribute, by default 1; it becomes an input.</summary>
[OnnxLowering("DFT", Below = 20)]
public sealed class DftAxis : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        node.SetInput(2, ctx.Constant(Tensor.Scalar(node.Attributes.Take("axis") as long? ?? 1)));
        node.Version = 20;
        ctx.Emit(node);
    }
}
