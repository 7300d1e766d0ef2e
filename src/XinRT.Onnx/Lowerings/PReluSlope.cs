namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 7 a slope of one axis held one value per channel, the second axis.</summary>
[OnnxLowering("PRelu", Below = 7)]
public sealed class PReluSlope : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        if (ctx.RankOf(node.Input(0)) is > 2 and { } rank && ctx.RankOf(node.Input(1)) == 1)
            node.SetInput(1, ctx.Emit(node.Name, "Unsqueeze", [node.Input(1), ctx.Ints([.. Enumerable.Range(1, rank - 2).Select(i => (long)i)])]));
        node.Version = 7;
        ctx.Emit(node);
    }
}
