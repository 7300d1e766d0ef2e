namespace XinRT.Onnx.Lowerings;

/// <summary>Conv of images with channels last, between two transposes.</summary>
[OnnxLowering("NhwcConv", Domain = "com.microsoft")]
public sealed class LowerNhwcConv : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        if (ctx.RankOf(node.Input(1)) is not { } rank || rank < 3)
            throw new ModelException("XIN1002", $"NhwcConv '{node.Name}'", "it needs a weight of known rank");
        long[] first = [0, rank - 1, .. Enumerable.Range(1, rank - 2).Select(i => (long)i)];
        long[] last = [0, .. Enumerable.Range(2, rank - 2).Select(i => (long)i), 1];
        string output = node.Outputs[0];
        node.Inputs[0] = ctx.Emit(node.Name, "Transpose", [node.Input(0)], ("perm", first));
        node.Outputs[0] = ctx.NewName(output);
        (node.OpType, node.Domain, node.Version) = ("Conv", "", OnnxNode.Newest);
        ctx.Emit(node);
        ctx.EmitTo(node.Name, output, "Transpose", [node.Outputs[0]], ("perm", last));
    }
}
