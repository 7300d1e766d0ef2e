namespace XinRT.Passes;

/// <summary>What broadcasting does to shapes, whatever sizes their symbols take.</summary>
internal static class Broadcasting
{
    /// <summary>Whether an operand leaves a shape as it is: each of its sizes is 1 or the same. A number beside a symbol is
    /// neither, since the symbol may be 1.</summary>
    public static bool Keeps(Shape shape, Shape operand)
    {
        if (operand.Rank > shape.Rank) return false;
        for (int i = 1; i <= operand.Rank; i++)
            if (operand[-i] != 1 && operand[-i] != shape[-i]) return false;
        return true;
    }
}
