using System.Diagnostics;

namespace XinRT.Compare.Golden;

/// <summary>Times two runtimes on the same inputs in one process, run by run in turn, so that whatever else the machine does
/// falls on both.</summary>
/// <param name="Ours">Times of the first.</param>
/// <param name="Peer">Times of the second; null without one.</param>
/// <param name="Ratio">Median of peer time / our time over the pairs of neighboring runs.</param>
/// <param name="RatioLow">Tenth percentile of that ratio.</param>
/// <param name="RatioHigh">Ninetieth percentile of that ratio.</param>
public sealed record Race(Measurement Ours, Measurement? Peer, double Ratio, double RatioLow, double RatioHigh)
{
    private const int WarmUps = 2, LeastRuns = 5;

    /// <summary>Runs in turn until the time is over, at least five times each, after two warm-up runs each.</summary>
    public static Race Run(IGoldenRunner ours, IGoldenRunner? peer, IReadOnlyDictionary<string, Datum> inputs, TimeSpan duration, CancellationToken cancel)
    {
        for (int i = 0; i < WarmUps; i++)
        {
            ours.Run(inputs);
            peer?.Run(inputs);
        }
        var times = new List<(double Ours, double Peer)>();
        var clock = Stopwatch.StartNew();
        while (times.Count < LeastRuns || clock.Elapsed < duration)
        {
            cancel.ThrowIfCancellationRequested();
            times.Add((Time(ours, inputs), peer is null ? 0 : Time(peer, inputs)));
        }
        double[] ratios = [.. times.Select(t => t.Peer / t.Ours).Order()];
        return new(Measurement.Of(times.Select(t => t.Ours)), peer is null ? null : Measurement.Of(times.Select(t => t.Peer)),
            ratios[ratios.Length / 2], ratios[ratios.Length / 10], ratios[ratios.Length * 9 / 10]);
    }

    private static double Time(IGoldenRunner runner, IReadOnlyDictionary<string, Datum> inputs)
    {
        long start = Stopwatch.GetTimestamp();
        runner.Run(inputs);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
