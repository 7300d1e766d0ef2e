using XinRT.Compare.Golden;

namespace XinRT.UnitTests.Compare;

public sealed class RaceTests
{
    [Theory]
    [InlineData(10, 12, 1.2, false)]
    [InlineData(10, 12, 1.23, false)]
    [InlineData(10, 12, 0.97, true)]    // the ratio says slower, the medians faster
    [InlineData(10, 10.2, 0.98, true)]
    [InlineData(10, 12, 1.4, true)]     // both faster, but by how much
    [InlineData(10, 10, 1.0, false)]
    [InlineData(10, 10.02, 1.0, false)]
    public void A_ratio_that_contradicts_the_medians_has_a_note(double ours, double peer, double ratio, bool noted)
    {
        Measurement Of(double ms) => new(ms, ms, ms, ms, 10);

        string? note = new Race(Of(ours), Of(peer), ratio, ratio, ratio).Note;

        Assert.Equal(noted, note is not null);
        if (noted) Assert.Contains("neighboring blocks", note, StringComparison.Ordinal);
        Assert.Null(new Race(Of(ours), null, 0, 0, 0).Note);
    }
}
