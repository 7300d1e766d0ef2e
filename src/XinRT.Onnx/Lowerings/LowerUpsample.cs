namespace XinRT.Onnx.Lowerings;

/// <summary>Upsample is Resize without half-pixel shifts that takes the element below. The scales were an attribute before opset 9, one
/// for height and one for width in opset 1.</summary>
[OnnxLowering("Upsample")]
public sealed class LowerUpsample : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        string scales = node.Input(1);
        if (node.Attributes.Get<float[]>("scales") is { } given) scales = ctx.Constant(Tensor.From<float>(given, given.Length));
        else if (scales.Length == 0)
        {
            float[] image = [1, 1, node.Attributes.Float("height_scale", 1), node.Attributes.Float("width_scale", 1)];
            scales = ctx.Constant(Tensor.From<float>(image, image.Length));
        }
        string mode = node.Attributes.String("mode", "nearest");
        ctx.EmitTo(node.Name, node.Outputs[0], "Resize", [node.Input(0), "", scales],
            ("mode", mode == "bilinear" ? "linear" : mode), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));
    }
}
