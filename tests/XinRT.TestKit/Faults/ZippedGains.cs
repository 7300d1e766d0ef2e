using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.TestKit.Faults;

/// <summary>Scale and bias of a layer normalization whose sizes differ are joined with a constant behind it number by
/// number, without
/// broadcasting: too few numbers end in an exception, too many are cut off.</summary>
public sealed class ZippedGains : PassFault
{
    /// <inheritdoc/>
    public override string Summary =>
        "scale and bias of a layer normalization are joined with a constant without broadcasting";

    /// <inheritdoc/>
    protected override string Before => "FoldScaleIntoNormalization";

    /// <inheritdoc/>
    protected override bool Apply(Graph graph)
    {
        bool changed = false;
        foreach (var node in graph.Nodes)
        {
            if (node.Op is not LayerNormalizationOp || node.Input(1)?.Constant is not { } scale
                || node.Input(2)?.Constant is not { } bias) continue;
            if (bias.Dims.SequenceEqual(scale.Dims)
                || node.Outputs[0]!.Users is not [{ Op: MulOp or AddOp } reader]) continue;
            if (reader.Inputs.FirstOrDefault(v => v!.IsConstant)?.Constant is not { } c
                || (c.Count != 1 && !c.Dims.SequenceEqual(scale.Dims))) continue;
            node.SetInput(2, new Value(node.Inputs[2]!.Name,
                Tensor.FromDoubles(scale.DType, [.. bias.ToDoubles().Take(scale.Count)], scale.Dims)));
            changed = true;
        }
        return changed;
    }
}
