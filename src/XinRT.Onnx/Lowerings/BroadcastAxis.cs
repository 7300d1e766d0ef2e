namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 7 the second operand was laid along the first from <c>axis</c> on; axes of size 1 behind it do the
/// same under NumPy broadcasting.</summary>
[OnnxLowering("Add", Below = 7)]
[OnnxLowering("And", Below = 7)]
[OnnxLowering("Div", Below = 7)]
[OnnxLowering("Equal", Below = 7)]
[OnnxLowering("Greater", Below = 7)]
[OnnxLowering("Less", Below = 7)]
[OnnxLowering("Mul", Below = 7)]
[OnnxLowering("Or", Below = 7)]
[OnnxLowering("Pow", Below = 7)]
[OnnxLowering("Sub", Below = 7)]
[OnnxLowering("Xor", Below = 7)]
public sealed class BroadcastAxis : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        bool broadcast = node.Attributes.Take("broadcast") is 1L;
        if (node.Attributes.Take("axis") is long axis && broadcast)
        {
            if (ctx.RankOf(node.Input(0)) is not { } left || ctx.RankOf(node.Input(1)) is not { } right)
            {
                throw new ModelException("XIN1002", $"{node.OpType} '{node.Name}'", "broadcasting along an axis needs operands of known rank",
                    hint: "convert the model to opset 7 or later");
            }
            long behind = left - (axis < 0 ? axis + left : axis) - right;
            if (behind is > 0 and <= 64)
                node.SetInput(1, ctx.Emit(node.Name, "Unsqueeze", [node.Input(1), ctx.Ints([.. Enumerable.Range(right, (int)behind).Select(i => (long)i)])]));
        }
        node.Version = 7;
        ctx.Emit(node);
    }
}
