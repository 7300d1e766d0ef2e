namespace XinRT.Planning;

/// <summary>Nodes that a backend takes as one step.</summary>
/// <param name="Backend">The backend.</param>
/// <param name="Origins">Index of each in the engine's graph; -1 for a part of what was taken apart.</param>
public sealed record PlacedRegion(string Backend, IReadOnlyList<int> Origins);
