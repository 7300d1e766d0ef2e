using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>The vector of channels that is swept.</summary>
/// <param name="Loads">Masks of its loads if it is of the tail.</param>
/// <param name="Stores">Mask of its stores if it is of the tail.</param>
internal readonly record struct VectorKind(Mask[]? Loads, Mask? Stores)
{
    /// <summary>The pattern that brings channels into lanes.</summary>
    public Vec? Pattern { get; init; }

    /// <summary>The lanes of its first group, and bytes from there to the second one.</summary>
    public (Mask First, Gpr Distance)? Pair { get; init; }
}
