namespace XinRT.Onnx.Lowerings;

/// <summary>Scatter is the old name of ScatterElements.</summary>
[OnnxLowering("Scatter")]
public sealed class LowerScatter : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        node.OpType = "ScatterElements";
        node.Version = 11;
        ctx.Emit(node);
    }
}
