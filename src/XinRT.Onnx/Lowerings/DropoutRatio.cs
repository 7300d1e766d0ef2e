namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 12 Dropout had its ratio as an attribute and was told by its place in an inference model to do nothing; without
/// a training input it still does. A mask was of the type of the data before opset 10.</summary>
[OnnxLowering("Dropout", Below = 12)]
public sealed class DropoutRatio : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        node.Attributes.Take("ratio");
        if (node.Version < 10 && node.Outputs.Count > 1 && node.Outputs[1].Length > 0)
        {
            string mask = ctx.NewName(node.Outputs[1]);
            (string wanted, node.Outputs[1]) = (node.Outputs[1], mask);
            node.Version = 12;
            ctx.Emit(node);
            ctx.EmitTo(node.Name, wanted, "Cast", [mask], ("to", (long)ctx.DTypeOf(node.Input(0))));
            return;
        }
        node.Version = 12;
        ctx.Emit(node);
    }
}
