namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 13 the axes from <c>axis</c> (default 1) on were one: the input is seen as a matrix whose rows are
/// normalized.</summary>
[OnnxLowering("Softmax", Below = 13)]
[OnnxLowering("LogSoftmax", Below = 13)]
[OnnxLowering("Hardmax", Below = 13)]
public sealed class SoftmaxRows : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        long axis = node.Attributes.Int("axis", 1);
        node.Attributes.Set("axis", -1L);
        node.Version = 13;
        string input = node.Input(0), output = node.Outputs[0];
        if (axis == -1 || ctx.RankOf(input) is { } rank && (axis == rank - 1 || rank == 0))
        {
            ctx.Emit(node);
            return;
        }
        string sizes = ctx.Emit(node.Name, "Shape", [input]);
        node.Inputs[0] = ctx.Emit(node.Name, "Flatten", [input], ("axis", axis));
        node.Outputs[0] = ctx.NewName(output);
        ctx.Emit(node);
        ctx.EmitTo(node.Name, output, "Reshape", [node.Outputs[0], sizes], ("allowzero", 1L));
    }
}
