namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 16 RoiAlign did not shift regions by half a pixel.</summary>
[OnnxLowering("RoiAlign", Below = 16)]
public sealed class RoiAlignShift : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        node.Attributes.Set("coordinate_transformation_mode", "output_half_pixel");
        node.Version = 16;
        ctx.Emit(node);
    }
}
