namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 11 the amounts and the value of Pad were attributes; they become inputs. Opset 1 called the amounts
/// <c>paddings</c>.</summary>
[OnnxLowering("Pad", Below = 11)]
public sealed class PadAmounts : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        if ((node.Attributes.Take("pads") ?? node.Attributes.Take("paddings")) is long[] pads) node.SetInput(1, ctx.Ints(pads));
        float value = node.Attributes.Float("value", 0);
        if (value != 0) node.SetInput(2, ctx.ScalarLike(node.Input(0), value));
        node.Attributes.Set("value", null);
        node.Version = 11;
        ctx.Emit(node);
    }
}
