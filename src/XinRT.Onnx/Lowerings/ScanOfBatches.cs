namespace XinRT.Onnx.Lowerings;

/// <summary>Before opset 9 Scan ran over a batch of sequences, with the sequence as the second axis.</summary>
[OnnxLowering("Scan", Below = 9)]
public sealed class ScanOfBatches : Lowering
{
    /// <inheritdoc/>
    public override void Apply(OnnxNode node, LoweringContext ctx)
    {
        (node.OpType, node.Domain, node.Version) = ("BatchedScan", "xinrt", OnnxNode.Newest);
        ctx.Emit(node);
    }
}
