namespace XinRT.Planning;

/// <summary>A fused node that its backend does not take.</summary>
/// <param name="Origin">Index of the engine's node; -1 if it was part of another one.</param>
/// <param name="Refusals">Why that backend and those before it did not take it.</param>
/// <param name="Backends">The backend of each of its parts, in order; empty for one that became part of a region or has
/// none.</param>
public sealed record TakenApart(int Origin, IReadOnlyList<string> Refusals, IReadOnlyList<string> Backends);
