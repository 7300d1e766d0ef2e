namespace XinRT;

/// <summary>Indivisible factor of a <see cref="Dim"/> expression; identified by its text.</summary>
internal abstract record DimAtom : IComparable<DimAtom>
{
    public abstract string Text { get; }
    public abstract IEnumerable<string> Symbols { get; }

    public abstract Dim Bind(IReadOnlyDictionary<string, long> symbols);

    public int CompareTo(DimAtom? other) => string.CompareOrdinal(Text, other?.Text);
}

internal sealed record SymbolAtom(string Name) : DimAtom
{
    public override string Text => Name;
    public override IEnumerable<string> Symbols => [Name];

    /// <summary>Begins the names of symbols that stand for any whole number; all others stand for sizes.</summary>
    public const string NumberPrefix = "?x";

    /// <summary>Whether the symbol is not negative.</summary>
    public bool IsSize => !Name.StartsWith(NumberPrefix, StringComparison.Ordinal);

    /// <summary>A symbol in place of an expression too large to follow; equal expressions get equal symbols.</summary>
    public static SymbolAtom StandingFor(Polynomial expression)
    {
        // FNV-1a over the text, 64 bits.
        ulong hash = 14695981039346656037;
        foreach (char c in expression.ToString()) hash = (hash ^ c) * 1099511628211;
        return new($"{NumberPrefix}{hash:x16}");
    }

    public override Dim Bind(IReadOnlyDictionary<string, long> symbols) =>
        symbols.TryGetValue(Name, out long value) ? value : Dim.Symbol(Name);
}

internal sealed record FloorDivAtom(Dim A, Dim B) : DimAtom
{
    public override string Text { get; } = $"floor({A}, {B})";
    public override IEnumerable<string> Symbols => A.Symbols.Concat(B.Symbols);

    public override Dim Bind(IReadOnlyDictionary<string, long> symbols) => Dim.FloorDiv(A.Bind(symbols), B.Bind(symbols));
}

internal sealed record MinMaxAtom(Dim A, Dim B, string Name) : DimAtom
{
    public override string Text { get; } = $"{Name}({A}, {B})";
    public override IEnumerable<string> Symbols => A.Symbols.Concat(B.Symbols);
    public bool IsMin => Name == "min";

    public static MinMaxAtom Min(Dim a, Dim b) => Ordered(a, b, "min");

    public static MinMaxAtom Max(Dim a, Dim b) => Ordered(a, b, "max");

    public override Dim Bind(IReadOnlyDictionary<string, long> symbols)
    {
        var (a, b) = (A.Bind(symbols), B.Bind(symbols));
        return IsMin ? Dim.Min(a, b) : Dim.Max(a, b);
    }

    private static MinMaxAtom Ordered(Dim a, Dim b, string name) => a.CompareTo(b) <= 0 ? new(a, b, name) : new(b, a, name);
}

/// <summary>Joint size of two axes under broadcasting: the first unless it is 1, else the second.</summary>
internal sealed record BroadcastAtom(Dim A, Dim B) : DimAtom
{
    public override string Text { get; } = $"broadcast({A}, {B})";
    public override IEnumerable<string> Symbols => A.Symbols.Concat(B.Symbols);

    /// <summary>The joint size of all that the two are made of, each once and in the order of their texts.</summary>
    public static Dim Join(Dim a, Dim b) => IsClampOf(a, b) ? b : IsClampOf(b, a) ? a : Parts(a).Concat(Parts(b)).DistinctBy(d => d.ToString(), StringComparer.Ordinal)
        .OrderBy(d => d.ToString(), StringComparer.Ordinal)
        .Aggregate((x, y) => new Dim(Polynomial.Of(new BroadcastAtom(x, y))));

    public override Dim Bind(IReadOnlyDictionary<string, long> symbols) => Dim.Broadcast(A.Bind(symbols), B.Bind(symbols));

    // min(k, b) with k of 1 or more: below b it is k, which goes with b only if it is 1 and so gives way.
    private static bool IsClampOf(Dim a, Dim b) => !a.IsConstant && a.Expression.IsSingle(out var atom)
        && atom is MinMaxAtom { IsMin: true } m && (m.A == b ? m.B : m.B == b ? m.A : 0).IsAtLeast(1);

    private static IEnumerable<Dim> Parts(Dim dim) =>
        dim.Expression.IsSingle(out var atom) && atom is BroadcastAtom b ? Parts(b.A).Concat(Parts(b.B)) : [dim];
}
