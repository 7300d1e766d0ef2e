namespace XinRT.UnitTests;

public sealed class DimParserTests
{
    [Theory]
    [InlineData("7", "7")]
    [InlineData("-7", "-7")]
    [InlineData("batch", "batch")]
    [InlineData("2*n + 1", "2*n + 1")]
    [InlineData("1+n*2", "2*n + 1")]
    [InlineData("-n - -1", null)]
    [InlineData("floor(h + 1, 2) - 1", "floor(h + 1, 2) - 1")]
    [InlineData("max(n, floor(h, 3))", "max(floor(h, 3), n)")]
    [InlineData("?1 + ?12", "?1 + ?12")]
    [InlineData("unk__3", "unk__3")]
    [InlineData("", null)]
    [InlineData("n +", null)]
    [InlineData("ceil(n, 2)", null)]
    [InlineData("floor(n 2)", null)]
    [InlineData("n)", null)]
    [InlineData("99999999999999999999", null)]
    public void Reads_what_dimensions_print(string text, string? canonical)
    {
        if (canonical is null) Assert.Throws<FormatException>(() => DimParser.Parse(text));
        else Assert.Equal(canonical, DimParser.Parse(text).ToString());
    }

    [Fact]
    public void Deep_nesting_is_an_error_not_a_crash()
    {
        string text = string.Concat(Enumerable.Repeat("min(1, ", 100_000)) + "n" + new string(')', 100_000);

        Assert.Throws<FormatException>(() => DimParser.Parse(text));
    }
}
