namespace XinRT.Soak;

/// <summary>What became of a case.</summary>
/// <param name="Families">What the case took its way through, such as kernel generators or rules; counted in the
/// summary.</param>
/// <param name="Kind">Null if all is right; else a short name of what is wrong. Cases of equal kind count as one
/// finding.</param>
/// <param name="Title">What is wrong, on one line, with numbers.</param>
/// <param name="Notes">What a look at a single case shows besides.</param>
public sealed record Verdict(IReadOnlyList<string> Families, string? Kind = null, string Title = "", string Notes = "")
{
    /// <summary>Whether all is right.</summary>
    public bool IsRight => Kind is null;
}
