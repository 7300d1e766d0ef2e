namespace XinRT.Passes;

/// <summary>The labels of two operands of an einsum by what becomes of them: a batched matrix product.</summary>
/// <param name="Batch">In both, and wanted.</param>
/// <param name="Rows">Only in the first.</param>
/// <param name="Sum">In both, and summed.</param>
/// <param name="Columns">Only in the second.</param>
internal sealed record EinsumGroups(int[] Batch, int[] Rows, int[] Sum, int[] Columns)
{
    /// <summary>Axes of the result.</summary>
    public int[] Result => [.. Batch, .. Rows, .. Columns];

    /// <summary>Whether several row axes need not become one.</summary>
    public bool KeepsRowsApart => Batch.Length == 0 && Rows.Length > 0;

    /// <summary>Whether axes must be joined for the product, or split after it.</summary>
    public bool AreJoined => Sum.Length > 1 || (Sum.Length == 1 && (Columns.Length != 1 || (Rows.Length != 1 && !KeepsRowsApart)));

    /// <summary>Groups the labels of two operands; one that only one of them has and nobody wants is in no group.</summary>
    public static EinsumGroups Of(int[] first, int[] second, int[] wanted)
    {
        int[] common = [.. first.Intersect(second)];
        return new([.. wanted.Intersect(common)], [.. first.Except(common).Intersect(wanted)], [.. common.Except(wanted)], [.. second.Except(common).Intersect(wanted)]);
    }
}
