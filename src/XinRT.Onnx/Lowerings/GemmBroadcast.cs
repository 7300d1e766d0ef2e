namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 7 Gemm had to be told that its third operand broadcasts; now it always may.</summary>
[OnnxLowering("Gemm", Below = 7)]
public sealed class GemmBroadcast : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        node.Attributes.Take("broadcast");
        node.Version = 7;
        ctx.Emit(node);
    }
}
