namespace XinRT.Passes;

/// <summary>Operands that broadcast to a value so that every index along one of its axes gets a number of its own, such as a bias
/// per channel. The number of elements alone does not tell: a bias per row of a square product has as many.</summary>
internal static class AxisNumbers
{
    /// <summary>Whether a shape has an axis in full and ones along all others.</summary>
    /// <param name="shape">Shape of the operand.</param>
    /// <param name="rank">Number of axes of the value that it is combined with.</param>
    /// <param name="axis">The axis of that value; negative counts from the end.</param>
    /// <param name="size">Size of the value along the axis.</param>
    public static bool Fit(Shape shape, int rank, int axis, Dim size)
    {
        int at = (axis < 0 ? axis + rank : axis) - (rank - shape.Rank);
        if (shape.Rank > rank || at < 0 || shape[at] != size) return false;
        for (int i = 0; i < shape.Rank; i++)
            if (i != at && shape[i] != 1) return false;
        return true;
    }

    /// <summary>The numbers of a constant, one per index of an axis; a single one counts for all. Null if it varies along another
    /// axis or is not of floats.</summary>
    public static double[]? Of(Tensor constant, int rank, int axis, long size)
    {
        if (constant.Rank > rank || !constant.DType.IsFloat()) return null;
        if (constant.Count == 1) return [.. Enumerable.Repeat(constant.ToDoubles()[0], (int)size)];
        return Fit(constant.Type.Shape!, rank, axis, size) ? constant.ToDoubles() : null;
    }
}
