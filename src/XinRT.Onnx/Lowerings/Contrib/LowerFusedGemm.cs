namespace XinRT.Onnx.Lowerings;

/// <summary>Gemm, then an activation.</summary>
[OnnxLowering("FusedGemm", Domain = "com.microsoft")]
public sealed class LowerFusedGemm : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        string activation = node.Attributes.String("activation", ""), output = node.Outputs[0];
        float[] parameters = [.. new[] { "activation_alpha", "activation_beta" }.Select(node.Attributes.FloatOrNull).OfType<float>()];
        foreach (string name in (string[])["activation", "activation_alpha", "activation_beta", "activation_gamma"]) node.Attributes.Take(name);
        (node.OpType, node.Domain, node.Version) = ("Gemm", "", OnnxNode.Newest);
        node.Outputs[0] = ctx.NewName(output);
        ctx.Emit(node);
        FusedActivation.EmitTo(ctx, node, node.Outputs[0], output, activation, parameters);
    }
}
