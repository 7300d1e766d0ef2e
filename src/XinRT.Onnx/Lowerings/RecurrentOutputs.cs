namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 7 recurrent operators had to be asked for the whole sequence; now they give every output that is
/// named.</summary>
[OnnxLowering("GRU", Below = 7)]
[OnnxLowering("LSTM", Below = 7)]
[OnnxLowering("RNN", Below = 7)]
public sealed class RecurrentOutputs : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        node.Attributes.Take("output_sequence");
        node.Version = 7;
        ctx.Emit(node);
    }
}
