namespace XinRT.Reference;

/// <summary>One operand of <see cref="BlockedGemm"/>, read once per block into panels. A panel holds a few neighboring rows of
/// the left operand or columns of the right one: for each step of the summed axis, <c>width</c> elements side by side.</summary>
public interface IPanelSource<T>
{
    /// <summary>Writes the panel of the rows (or columns) from <paramref name="first"/> on, for the steps
    /// <paramref name="start"/> to <paramref name="start"/> + <paramref name="depth"/>. Slots beyond <paramref name="count"/>
    /// become zero.</summary>
    void Pack(int first, int count, int start, int depth, int width, Span<T> panel);
}
