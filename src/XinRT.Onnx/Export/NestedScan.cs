using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Onnx.Export;

/// <summary>The Scan of opset 8, which ran over a batch of sequences: an outer Scan over the batch around one over a
/// sequence.</summary>
internal static class NestedScan
{
    /// <summary>A node that computes the same outputs as a <see cref="BatchedScanOp"/> node.</summary>
    public static Node Of(Node batched)
    {
        if (batched.Input(0) is not null)
        {
            throw new ModelException("XIN1013", $"{batched.Op.Info.Name} '{batched.Name}'",
                "sequences of one length are wanted, as Scan of opset 9 has no lengths, but the node has such an input",
                hint: "write sequences of one length, or masked ones, in the model");
        }
        var op = (BatchedScanOp)batched.Op;
        var inputs = batched.Inputs.Skip(1).ToList();
        int captured = batched.Bodies[0].CapturedCount, own = inputs.Count - captured;
        var outer = new Graph($"{batched.Name}/sample") { CapturedCount = captured };
        for (int i = 0; i < inputs.Count; i++)
            outer.AddInput(new Value($"sample.{i}", i < own ? Slice(inputs[i]!.Type) : inputs[i]!.Type));
        var results = batched.Outputs.Select((v, i) => new Value($"result.{i}", v is null ? null : Slice(v.Type)))
            .ToList();
        outer.Add(new Node($"{batched.Name}/slices", new ScanOp(op.NumScanInputs, ScanInputDirections: op.Directions),
            [.. outer.Inputs], results, batched.Bodies));
        foreach (var result in results) outer.AddOutput(result);
        return new Node(batched.Name, new ScanOp(own), inputs, batched.Outputs, [outer], batched.Origins);
    }

    private static IrType Slice(IrType type) =>
        type is TensorType { Shape: { Rank: > 0 } shape } t ? t with { Shape = shape.Without(0) } : type;
}
