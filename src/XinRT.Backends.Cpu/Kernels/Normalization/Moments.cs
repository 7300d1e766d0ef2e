using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Normalization;

/// <summary>Emits arithmetic on a mean and the sum of squared distances from it.</summary>
internal static class Moments
{
    /// <summary>Corrects a mean by the distances of its elements, and the squares to distances from the new
    /// mean.</summary>
    /// <remarks>A sum of n alike numbers in float32 is off by up to n/2 units. Divided by a deviation that is small
    /// beside the mean, that would move all results. The distances are small numbers, so their sum is nearly
    /// exact.</remarks>
    /// <param name="asm">Where to emit.</param>
    /// <param name="mean">The mean as summed.</param>
    /// <param name="squares">Sum of squared distances; the result is not negative.</param>
    /// <param name="distance">Mean distance of the elements from <paramref name="mean"/>.</param>
    /// <param name="sum">Sum of those distances; it is changed.</param>
    public static void Refine(VectorAssembler asm, Vec mean, Vec squares, Vec distance, Vec sum)
    {
        asm.Add(mean, mean, distance);
        asm.Mul(sum, sum, distance);
        asm.Sub(squares, squares, sum);
        // NaN stays, as it is the second operand.
        asm.Zero(sum);
        asm.Max(squares, sum, squares);
    }
}
