using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.TestKit.Faults;

/// <summary>A constant addend of Gemm with one number for each row is read as one for each column where a constant
/// scale follows:
/// folding looked at the number of its elements alone.</summary>
public sealed class BiasOfRows : PassFault
{
    /// <inheritdoc/>
    public override string Summary =>
        "a bias of one number for each row is read for each column when a scale is folded";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Searches => ["kernels"];

    /// <inheritdoc/>
    protected override string Before => "FoldScaleIntoMatMul";

    /// <inheritdoc/>
    protected override bool Apply(Graph graph)
    {
        bool changed = false;
        foreach (var node in graph.Nodes)
        {
            if (node.Op is not GemmOp || node.Input(2)?.Constant is not { Rank: 2 } bias
                || node.Outputs[0] is not { TensorType.Shape: { } shape } result) continue;
            if (bias.Dim(1) != 1 || bias.Dim(0) == 1 || !shape[1].IsConstant || shape[1].Value != bias.Dim(0)) continue;
            if (result.Users is not [{ Op: MulOp or AddOp or SubOp or DivOp } reader]
                || !reader.Inputs.Any(v => v!.IsConstant)) continue;
            node.SetInput(2, new Value(node.Inputs[2]!.Name, bias.Reshape(1, bias.Count)));
            changed = true;
        }
        return changed;
    }
}
