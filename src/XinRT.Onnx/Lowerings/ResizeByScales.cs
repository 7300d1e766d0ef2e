namespace XinRT.Onnx.Lowerings;

/// <summary>Resize of opset 10 took scales only, without half-pixel shifts; nearest took the element above when shrinking, else
/// the one below.</summary>
[OnnxLowering("Resize", Below = 11)]
public sealed class ResizeByScales : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        bool shrinks = ctx.ConstantOf(node.Input(1)) is { } scales && Array.Exists(scales.ToDoubles(), s => s < 1);
        ctx.EmitTo(node.Name, node.Outputs[0], "Resize", [node.Input(0), "", node.Input(1)],
            ("mode", node.Attributes.String("mode", "nearest")), ("coordinate_transformation_mode", "asymmetric"),
            ("nearest_mode", shrinks ? "ceil" : "floor"));
    }
}
