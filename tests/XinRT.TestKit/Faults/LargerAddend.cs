using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.TestKit.Faults;

/// <summary>A product of an open number of rows and a constant of several rows that is added become Gemm, which refuses an addend that
/// has more rows than the product: a single row, which the sum repeats.</summary>
public sealed class LargerAddend : PassFault
{
    /// <inheritdoc/>
    public override string Summary => "a product of one row, to which a constant of several rows is added, is refused";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Searches => ["graphs"];

    /// <inheritdoc/>
    protected override string Before => "FuseMatMulBias";

    /// <inheritdoc/>
    protected override bool Apply(Graph graph)
    {
        bool changed = false;
        foreach (var node in graph.Nodes.ToList())
        {
            if (node.Op is not AddOp || node.Inputs.FirstOrDefault(v => v!.Producer?.Op is MatMulOp) is not { } sum) continue;
            if (node.Inputs.FirstOrDefault(v => v!.IsConstant) is not { Constant: { Rank: 2 } addend } constant) continue;
            if (sum.Users.Count > 1 || graph.IsOutput(sum) || addend.Dim(0) == 1) continue;
            if (sum.TensorType.Shape is not { Rank: 2 } shape || shape[0].IsConstant) continue;
            var product = sum.Producer!;
            var result = new Value(graph.UniqueName(node.Name), node.Outputs[0]!.Type);
            var layer = new Node(node.Name, new GemmOp(), [product.Inputs[0], product.Inputs[1], constant], [result], origins: node.Origins);
            graph.InsertBefore(node, [layer]);
            graph.ReplaceUses(node.Outputs[0]!, result);
            graph.RemoveAll(n => n == node || n == product);
            changed = true;
        }
        return changed;
    }
}
