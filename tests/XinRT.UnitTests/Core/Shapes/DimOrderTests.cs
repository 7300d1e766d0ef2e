using CsCheck;

namespace XinRT.UnitTests;

/// <summary>What <see cref="Dim.IsAtLeast"/> claims holds for all sizes, and it claims what shape arithmetic needs.</summary>
public sealed class DimOrderTests
{
    private static readonly string[] Names = ["n", "m", "?1", "?x2"];

    private static readonly Gen<Dim> Leaf = Gen.OneOf(
        Gen.Int[0, 3].Select(i => Dim.Symbol(Names[i])), Gen.Int[-4, 8].Select(i => (Dim)i));

    private static readonly Gen<Dim> AnyDim = Gen.Recursive<Dim>((depth, inner) => depth > 3 ? Leaf : Gen.OneOf(
        Leaf, Gen.Select(inner, inner, (a, b) => a + b), Gen.Select(inner, inner, (a, b) => a - b),
        Gen.Select(inner, Gen.Int[-2, 3], (a, k) => a * k), Gen.Select(inner, Gen.Int[1, 4], (a, k) => Dim.FloorDiv(a, k)),
        Gen.Select(inner, inner, Dim.Min), Gen.Select(inner, inner, Dim.Max)));

    [Fact]
    public void Claims_only_what_holds()
    {
        Gen.Select(AnyDim, AnyDim, Gen.Long[0, 9], Gen.Long[0, 9], Gen.Long[0, 9], Gen.Long[-9, 9]).Sample((a, b, n, m, k, l) =>
        {
            var sizes = new Dictionary<string, long> { ["n"] = n, ["m"] = m, ["?1"] = k, ["?x2"] = l };
            // An expression grown too large has become a symbol that nobody can bind.
            if (a.Bind(sizes) is not { IsConstant: true, Value: var x } || b.Bind(sizes) is not { IsConstant: true, Value: var y }) return true;
            if (Dim.Min(a, b).Bind(sizes) is not { IsConstant: true } || Dim.Max(a, b).Bind(sizes) is not { IsConstant: true }) return true;
            return (!a.IsAtLeast(b) || x >= y)
                && Dim.Min(a, b).Bind(sizes).Value == Math.Min(x, y) && Dim.Max(a, b).Bind(sizes).Value == Math.Max(x, y);
        }, iter: 4000);
    }

    [Theory]
    [InlineData("n", "0")]
    [InlineData("?1", "0")]
    [InlineData("broadcast(n, m)", "0")]
    [InlineData("broadcast(n, m) + 1", "1")]
    [InlineData("n", "min(512, n)")]
    [InlineData("n", "floor(n, 2)")]
    [InlineData("max(n, m)", "m")]
    [InlineData("2*floor(n + 1, 2)", "n")]
    public void Knows_what_shape_arithmetic_needs(string larger, string smaller) =>
        Assert.True(DimParser.Parse(larger).IsAtLeast(DimParser.Parse(smaller)));

    [Theory]
    [InlineData("n", "1")]
    [InlineData("?x1", "0")]
    [InlineData("n*m", "n")]
    [InlineData("broadcast(n, m)", "n")]
    [InlineData("n", "m")]
    [InlineData("?1", "1")]
    public void Does_not_guess(string larger, string smaller) =>
        Assert.False(DimParser.Parse(larger).IsAtLeast(DimParser.Parse(smaller)));
}
