namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 18 (ReduceSum: 13) the axes of reductions were an attribute; they become an input.</summary>
[OnnxLowering("ReduceL1", Below = 18)]
[OnnxLowering("ReduceL2", Below = 18)]
[OnnxLowering("ReduceLogSum", Below = 18)]
[OnnxLowering("ReduceLogSumExp", Below = 18)]
[OnnxLowering("ReduceMax", Below = 18)]
[OnnxLowering("ReduceMean", Below = 18)]
[OnnxLowering("ReduceMin", Below = 18)]
[OnnxLowering("ReduceProd", Below = 18)]
[OnnxLowering("ReduceSum", Below = 13)]
[OnnxLowering("ReduceSumSquare", Below = 18)]
public sealed class ReduceAxes : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        if (node.Attributes.Take("axes") is long[] { Length: > 0 } axes) node.SetInput(1, ctx.Ints(axes));
        node.Version = 18;
        ctx.Emit(node);
    }
}
