namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 11 the limits of Clip were attributes; they become inputs.</summary>
[OnnxLowering("Clip", Below = 11)]
public sealed class ClipLimits : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        string[] names = ["min", "max"];
        for (int i = 0; i < names.Length; i++)
            if (node.Attributes.FloatOrNull(names[i]) is { } limit) node.SetInput(i + 1, ctx.ScalarLike(node.Input(0), limit));
        node.Version = 11;
        ctx.Emit(node);
    }
}
