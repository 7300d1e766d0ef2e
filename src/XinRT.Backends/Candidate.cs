using XinRT.Fusion;
using XinRT.Ir;

namespace XinRT.Backends;

/// <summary>What a device would compute as one step.</summary>
/// <param name="Nodes">One node, or the nodes of a <see cref="Region"/>, which become one node of
/// <see cref="FusedKind.Region"/>: the device is asked for its kernels as for those of any other.</param>
public sealed record Candidate(ValueArray<Node> Nodes);
