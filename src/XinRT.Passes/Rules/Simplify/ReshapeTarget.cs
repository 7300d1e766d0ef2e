namespace XinRT.Passes;

/// <summary>Constant targets for Reshape.</summary>
internal static class ReshapeTarget
{
    /// <summary>The list that turns one shape into the other: numbers, 0 for a size kept at its place, -1 for at most one
    /// other size that only the run tells. Null if that is not enough.</summary>
    /// <remarks>The size at -1 must follow from the sizes that are not kept: where a kept one is 0, the number of elements does not
    /// tell it, and where the two shapes may hold different numbers of elements, a run must say so.</remarks>
    public static long[]? Of(Shape? input, Shape? output)
    {
        if (input is null || output is null) return null;
        var target = new long[output.Rank];
        int free = -1;
        Dim left = 1, known = 1;
        for (int i = 0; i < Math.Max(target.Length, input.Rank); i++)
        {
            bool isKept = i < Math.Min(target.Length, input.Rank) && input[i] == output[i] && !(output[i].IsConstant && output[i].Value > 0);
            if (i < input.Rank && !isKept) left *= input[i];
            if (i >= target.Length || isKept) continue;
            var size = output[i];
            if (size.IsConstant && size.Value > 0) known *= target[i] = size.Value;
            else if (size.IsConstant || free >= 0) return null;
            else target[free = i] = -1;
        }
        return free < 0 || output[free] == Dim.FloorDiv(left, known) ? target : null;
    }
}
