namespace XinRT.Onnx.Lowerings;

/// <summary>Conv, then the addition of a fourth input, then an activation.</summary>
[OnnxLowering("FusedConv", Domain = "com.microsoft")]
public sealed class LowerFusedConv : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        string activation = node.Attributes.String("activation", ""), output = node.Outputs[0], addend = node.Input(3);
        float[] parameters = node.Attributes.Get<float[]>("activation_params") ?? [];
        node.Attributes.Take("activation");
        node.Attributes.Take("activation_params");
        (node.OpType, node.Domain, node.Version) = ("Conv", "", OnnxNode.Newest);
        node.Outputs[0] = ctx.NewName(output);
        if (node.Inputs.Count > 3) node.Inputs.RemoveRange(3, node.Inputs.Count - 3);
        ctx.Emit(node);
        string sum = addend.Length == 0 ? node.Outputs[0] : ctx.Emit(node.Name, "Add", [node.Outputs[0], addend]);
        FusedActivation.EmitTo(ctx, node, sum, output, activation, parameters);
    }
}
