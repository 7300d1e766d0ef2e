using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.TestKit.Faults;

/// <summary>Bounds of two clips of int64 that become one go through double, which keeps 53 of their bits.</summary>
public sealed class IntegersThroughDouble : PassFault
{
    /// <inheritdoc/>
    public override string Summary => "bounds of clips of int64 lose their low bits when two clips become one";

    /// <inheritdoc/>
    protected override string Before => "SortNodes";

    /// <inheritdoc/>
    protected override bool Apply(Graph graph)
    {
        bool changed = false;
        foreach (var node in graph.Nodes)
        {
            if (node.Op is not ClipOp || node.Inputs[0]!.Producer?.Op is not ClipOp
                || node.Inputs[0]!.TensorType.DType != DType.I64) continue;
            for (int i = 1; i < node.Inputs.Count; i++)
            {
                if (node.Inputs[i]?.Constant is not { } bound) continue;
                node.SetInput(i, new Value(node.Inputs[i]!.Name, Tensor.Scalar((long)bound.ToDoubles()[0])));
                changed = true;
            }
        }
        return changed;
    }
}
