using System.Diagnostics;
using XinRT.Reference;

namespace XinRT.UnitTests.Reference;

public sealed class PeakMeterTests
{
    [Fact]
    public void A_round_lasts_from_the_first_start_to_the_last_end()
    {
        long second = Stopwatch.Frequency;

        Assert.Equal(5.0, PeakMeter.Seconds([(2 * second, 6 * second), (second, 3 * second)]), 1e-9);
    }

    [Theory]
    [InlineData(new[] { 1.02, 1.0, 1.5, 1.01, 9.0 }, 1.0)]
    // One round that cannot be.
    [InlineData(new[] { 1.02, 0.2, 1.0, 1.01, 1.3 }, 1.0)]
    // Two of them.
    [InlineData(new[] { 0.1, 0.3, 1.0, 1.01, 1.3 }, 1.0)]
    [InlineData(new[] { 2.5 }, 2.5)]
    public void The_shortest_round_that_others_come_near_counts(double[] seconds, double chosen) =>
        Assert.Equal(chosen, PeakMeter.Choose(seconds));
}
