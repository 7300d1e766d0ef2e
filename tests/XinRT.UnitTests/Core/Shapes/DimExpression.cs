using CsCheck;

namespace XinRT.UnitTests;

/// <summary>A dimension as a tree that is computed directly, to compare <see cref="Dim"/> with.</summary>
internal sealed record DimExpression(Dim Dim, Func<IReadOnlyDictionary<string, long>, long> Evaluate)
{
    /// <summary>Sizes of all symbols, 0 and 1 more often than others.</summary>
    public static Gen<Dictionary<string, long>> Sizes { get; } =
        Gen.Select(Size, Size, Size, (n, h, w) => new Dictionary<string, long> { ["n"] = n, ["h"] = h, ["w"] = w });

    /// <summary>Trees of up to four levels.</summary>
    public static Gen<DimExpression> Trees { get; } = Tree(4);

    private static Gen<long> Size => Gen.Frequency((1, Gen.Long[0, 1]), (2, Gen.Long[0, 12]));

    private static Gen<DimExpression> Symbols => Gen.OneOf("n", "h", "w").Select(s => new DimExpression(Dim.Symbol(s), sizes => sizes[s]));

    /// <summary>The number; false where the tree divides by 0.</summary>
    public bool TryEvaluate(IReadOnlyDictionary<string, long> sizes, out long value)
    {
        try
        {
            value = Evaluate(sizes);
            return true;
        }
        catch (DivideByZeroException)
        {
            value = 0;
            return false;
        }
    }

    public override string ToString() => Dim.ToString();

    private static Gen<DimExpression> Tree(int depth)
    {
        var leaf = Gen.OneOf(Symbols, Constants(-6, 6));
        if (depth == 0) return leaf;
        var inner = Tree(depth - 1);
        return Gen.OneOf(leaf,
            Gen.Select(inner, inner, (a, b) => new DimExpression(a.Dim + b.Dim, s => a.Evaluate(s) + b.Evaluate(s))),
            Gen.Select(inner, inner, (a, b) => new DimExpression(a.Dim - b.Dim, s => a.Evaluate(s) - b.Evaluate(s))),
            Gen.Select(inner, leaf, (a, b) => new DimExpression(a.Dim * b.Dim, s => a.Evaluate(s) * b.Evaluate(s))),
            Gen.Select(inner, inner, (a, b) => new DimExpression(Dim.Min(a.Dim, b.Dim), s => Math.Min(a.Evaluate(s), b.Evaluate(s)))),
            Gen.Select(inner, inner, (a, b) => new DimExpression(Dim.Max(a.Dim, b.Dim), s => Math.Max(a.Evaluate(s), b.Evaluate(s)))),
            Divide(inner));
    }

    private static Gen<DimExpression> Divide(Gen<DimExpression> dividend)
    {
        var divisor = Gen.OneOf(Symbols, Constants(1, 5));
        return Gen.OneOf(
            Gen.Select(dividend, divisor, (a, b) => new DimExpression(Dim.FloorDiv(a.Dim, b.Dim), s => Floor(a.Evaluate(s), b.Evaluate(s)))),
            Gen.Select(dividend, divisor, (a, b) => new DimExpression(Dim.CeilDiv(a.Dim, b.Dim), s => -Floor(-a.Evaluate(s), b.Evaluate(s)))));
    }

    private static Gen<DimExpression> Constants(long from, long to) => Gen.Long[from, to].Select(c => new DimExpression(c, _ => c));

    private static long Floor(long a, long b) => a / b - (a % b < 0 ? 1 : 0);
}
