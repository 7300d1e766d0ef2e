namespace XinRT.Planning;

/// <summary>A fused node that no backend but a fallback has a kernel for.</summary>
/// <param name="Origin">Index of the engine's node.</param>
/// <param name="Refusals">Why the backends before the fallback did not take it.</param>
public sealed record TakenApart(int Origin, IReadOnlyList<string> Refusals);
