namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 21 GroupNormalization had one scale and one bias per group; they are repeated for every channel.</summary>
[OnnxLowering("GroupNormalization", Below = 21)]
public sealed class GroupNormalizationScales : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        string groups = ctx.Ints(node.Attributes.Int("num_groups", 1));
        string channels = ctx.Emit(node.Name, "Shape", [node.Input(0)], ("start", 1L), ("end", 2L));
        string perGroup = ctx.Emit(node.Name, "Div", [channels, groups]);
        string sizes = ctx.Emit(node.Name, "Concat", [groups, perGroup], ("axis", 0L));
        for (int i = 1; i <= 2; i++)
        {
            string column = ctx.Emit(node.Name, "Unsqueeze", [node.Input(i), ctx.Ints(1)]);
            string repeated = ctx.Emit(node.Name, "Expand", [column, sizes]);
            node.SetInput(i, ctx.Emit(node.Name, "Reshape", [repeated, ctx.Ints(-1)]));
        }
        node.Version = 21;
        ctx.Emit(node);
    }
}
