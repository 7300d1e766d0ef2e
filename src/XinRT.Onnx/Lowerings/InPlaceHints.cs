namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 6 element-wise operators carried hints about memory; they are dropped. Selu had shorter constants then.</summary>
[OnnxLowering("Abs", Below = 6)]
[OnnxLowering("Ceil", Below = 6)]
[OnnxLowering("Elu", Below = 6)]
[OnnxLowering("Exp", Below = 6)]
[OnnxLowering("Floor", Below = 6)]
[OnnxLowering("HardSigmoid", Below = 6)]
[OnnxLowering("InstanceNormalization", Below = 6)]
[OnnxLowering("LeakyRelu", Below = 6)]
[OnnxLowering("Log", Below = 6)]
[OnnxLowering("Max", Below = 6)]
[OnnxLowering("Mean", Below = 6)]
[OnnxLowering("Min", Below = 6)]
[OnnxLowering("Neg", Below = 6)]
[OnnxLowering("Reciprocal", Below = 6)]
[OnnxLowering("Relu", Below = 6)]
[OnnxLowering("Selu", Below = 6)]
[OnnxLowering("Sigmoid", Below = 6)]
[OnnxLowering("Sqrt", Below = 6)]
[OnnxLowering("Sum", Below = 6)]
[OnnxLowering("Tanh", Below = 6)]
public sealed class InPlaceHints : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        node.Attributes.Take("consumed_inputs");
        if (node.OpType == "Selu")
        {
            node.Attributes.Set("alpha", node.Attributes.Float("alpha", 1.6732f));
            node.Attributes.Set("gamma", node.Attributes.Float("gamma", 1.0507f));
        }
        node.Version = 6;
        ctx.Emit(node);
    }
}
