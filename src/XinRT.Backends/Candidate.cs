using XinRT.Fusion;
using XinRT.Ir;

namespace XinRT.Backends;

/// <summary>What a device would compute as one step.</summary>
/// <param name="nodes">One node, or the nodes of a <see cref="Region"/>, which become one node of
/// <see cref="FusedKind.Region"/>: the device is asked for its kernels as for those of any other.</param>
public sealed class Candidate(IReadOnlyList<Node> nodes)
{
    /// <summary>The nodes.</summary>
    public IReadOnlyList<Node> Nodes => nodes;
}
