using XinRT.Runtime.EngineFile;

namespace XinRT.UnitTests.Runtime.EngineFile;

public sealed class SectionHashTests
{
    private static readonly byte[] Data = [.. Enumerable.Range(0, 200).Select(i => (byte)(i * 37))];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(100)]
    public void Division_into_calls_makes_no_difference(int piece)
    {
        var hash = new SectionHash();
        for (int at = 0; at < Data.Length; at += piece) hash.Append(Data.AsSpan(at, Math.Min(piece, Data.Length - at)));

        Assert.Equal(SectionHash.Of(Data), hash.Result());
        Assert.Equal(SectionHash.Of(Data), hash.Result());
    }

    [Fact]
    public void Every_changed_bit_changes_it()
    {
        byte[] whole = SectionHash.Of(Data);

        for (int bit = 0; bit < Data.Length * 8; bit++)
        {
            byte[] damaged = [.. Data];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(whole, SectionHash.Of(damaged));
        }
    }
}
