namespace XinRT.Passes;

/// <summary>Constant targets for Reshape.</summary>
internal static class ReshapeTarget
{
    /// <summary>The list that turns one shape into the other: numbers, 0 for a size kept at its place, -1 for at most one
    /// other size that only the run tells. Null if that is not enough.</summary>
    public static long[]? Of(Shape? input, Shape? output)
    {
        if (input is null || output is null) return null;
        var target = new long[output.Rank];
        bool free = false;
        for (int i = 0; i < target.Length; i++)
        {
            var size = output[i];
            if (size.IsConstant && size.Value > 0) target[i] = size.Value;
            else if (i < input.Rank && input[i] == size) target[i] = 0;
            else if (size.IsConstant || free) return null;
            else (target[i], free) = (-1, true);
        }
        return target;
    }
}
