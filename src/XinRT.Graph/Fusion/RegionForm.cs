using XinRT.Ir;

namespace XinRT.Fusion;

/// <summary>Any nodes, of which some backend said that it computes them as one.</summary>
/// <param name="Body">The nodes; its inputs and outputs are those of the fused node.</param>
public sealed record RegionForm(Graph Body) : FusedForm
{
    /// <inheritdoc/>
    public override string Text => $"region {Body}";
}
