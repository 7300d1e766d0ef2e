namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 6 Tile took a count and an axis; now it takes a count for every axis.</summary>
[OnnxLowering("Tile", Below = 6)]
public sealed class TileAxis : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        if (ctx.ConstantOf(node.Input(1)) is not { Count: 1 } count || ctx.ConstantOf(node.Input(2)) is not { Count: 1 } axis
            || ctx.RankOf(node.Input(0)) is not { } rank || axis.ToInt64s()[0] >= rank || axis.ToInt64s()[0] < 0)
        {
            throw new ModelException("XIN1002", $"Tile '{node.Name}'", "the old form needs a constant count, a constant axis and an input of known rank",
                hint: "convert the model to opset 6 or later");
        }
        long[] repeats = new long[rank];
        Array.Fill(repeats, 1);
        repeats[axis.ToInt64s()[0]] = count.ToInt64s()[0];
        ctx.EmitTo(node.Name, node.Outputs[0], "Tile", [node.Input(0), ctx.Ints(repeats)]);
    }
}
