namespace XinRT.Ir;

/// <summary>A name or literal of the text form. Quoted ones mean nothing but themselves: <c>`_`</c> is a value, <c>_</c> is
/// an absent one.</summary>
internal sealed record Word(string Text, bool IsQuoted)
{
    public static Word Absent { get; } = Plain("_");

    public static Word Plain(string text) => new(text, false);
}
