namespace XinRT.Ir;

/// <summary>Gives new symbols to sizes that only a run can tell: <c>?1</c>, <c>?2</c>, …</summary>
public sealed class SymbolSource
{
    private int _last;

    /// <summary>A symbol no other call has returned.</summary>
    public Dim Next() => Dim.Symbol($"?{++_last}");
}
