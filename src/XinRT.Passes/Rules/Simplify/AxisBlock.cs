namespace XinRT.Passes;

/// <summary>Axes of a shape before a reshape, and the axes after it that hold the same elements in the same order.</summary>
internal readonly record struct AxisBlock(int From, int FromEnd, int To, int ToEnd)
{
    /// <summary>Cuts a reshape into the smallest blocks; null if symbols leave open where they end.</summary>
    public static List<AxisBlock>? Split(Shape from, Shape to)
    {
        var blocks = new List<AxisBlock>();
        for (int i = 0, j = 0; i < from.Rank && j < to.Rank;)
        {
            int iStart = i, jStart = j;
            Dim a = from[i++], b = to[j++];
            while (a != b)
            {
                if (!a.IsConstant || !b.IsConstant)
                {
                    // A size of one beside a symbol belongs to the symbol; anything else is not decided here.
                    if (a == 1 && i < from.Rank) a *= from[i++];
                    else if (b == 1 && j < to.Rank) b *= to[j++];
                    else return null;
                }
                else if (a.Value < b.Value && i < from.Rank) a *= from[i++];
                else if (a.Value > b.Value && j < to.Rank) b *= to[j++];
                else return null;
            }
            // Ones at the very end join the last block.
            while (j == to.Rank && i < from.Rank && from[i] == 1) i++;
            while (i == from.Rank && j < to.Rank && to[j] == 1) j++;
            blocks.Add(new(iStart, i, jStart, j));
        }
        return blocks.Count > 0 && blocks[^1].FromEnd == from.Rank && blocks[^1].ToEnd == to.Rank ? blocks : null;
    }
}
