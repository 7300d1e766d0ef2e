namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 10 the ranges of Slice were attributes; they become inputs.</summary>
[OnnxLowering("Slice", Below = 10)]
public sealed class SliceRanges : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        string[] names = ["starts", "ends", "axes"];
        for (int i = 0; i < names.Length; i++)
            if (node.Attributes.Take(names[i]) is long[] values) node.SetInput(i + 1, ctx.Ints(values));
        node.Version = 10;
        ctx.Emit(node);
    }
}
