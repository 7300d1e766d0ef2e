namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 5 the target of Reshape was an attribute; it becomes an input.</summary>
[OnnxLowering("Reshape", Below = 5)]
public sealed class ReshapeTarget : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        if (node.Attributes.Take("shape") is long[] target) node.SetInput(1, ctx.Ints(target));
        node.Version = 5;
        ctx.Emit(node);
    }
}
