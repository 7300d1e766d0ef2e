namespace XinRT.Onnx.Lowerings;

/// <summary>Concat of tensors that each have their own quantization. Inputs: scale and zero point of the result, then data, scale and
/// zero point of every part.</summary>
[OnnxLowering("QLinearConcat", Domain = "com.microsoft")]
public sealed class LowerQLinearConcat : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        var parts = new List<string>();
        for (int i = 2; i + 1 < node.Inputs.Count; i += 3)
            parts.Add(ctx.Emit(node.Name, "DequantizeLinear", [node.Inputs[i], node.Inputs[i + 1], node.Input(i + 2)]));
        string joined = ctx.Emit(node.Name, "Concat", parts, ("axis", node.Attributes.Int("axis", 1)));
        ctx.EmitTo(node.Name, node.Outputs[0], "QuantizeLinear", [joined, node.Input(0), node.Input(1)]);
    }
}
