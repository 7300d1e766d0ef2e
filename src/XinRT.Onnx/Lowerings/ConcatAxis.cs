namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 4 Concat joined along axis 1 unless told otherwise.</summary>
[OnnxLowering("Concat", Below = 4)]
public sealed class ConcatAxis : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        if (!node.Attributes.Has("axis")) node.Attributes.Set("axis", 1L);
        node.Version = 4;
        ctx.Emit(node);
    }
}
