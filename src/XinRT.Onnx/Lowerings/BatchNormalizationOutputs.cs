namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 14 BatchNormalization could give statistics of training, which inference has not. Without
/// <c>spatial</c> (before opset 9) every element of a sample has its own statistics.</summary>
[OnnxLowering("BatchNormalization", Below = 14)]
public sealed class BatchNormalizationOutputs : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        if (node.Outputs.Count > 1) node.Outputs.RemoveRange(1, node.Outputs.Count - 1);
        if (node.Attributes.Take("spatial") is not 0L)
        {
            node.Version = 14;
            ctx.Emit(node);
            return;
        }
        string epsilon = ctx.ScalarLike(node.Input(0), node.Attributes.Float("epsilon", 1e-5f));
        string centered = ctx.Emit(node.Name, "Sub", [node.Input(0), node.Input(3)]);
        string deviation = ctx.Emit(node.Name, "Sqrt", [ctx.Emit(node.Name, "Add", [node.Input(4), epsilon])]);
        string scaled = ctx.Emit(node.Name, "Mul", [ctx.Emit(node.Name, "Div", [centered, deviation]), node.Input(1)]);
        ctx.EmitTo(node.Name, node.Outputs[0], "Add", [scaled, node.Input(2)]);
    }
}
