using System.Diagnostics;

namespace XinRT.Compare.Golden;

/// <summary>Times two runtimes on the same inputs in one process, in short blocks in turn, so that whatever else the machine does
/// falls on both.</summary>
/// <remarks>Worker threads of a runtime go on watching for work after a run, and so take a processor from the other runtime. So a
/// pause comes before each block, in which they go to sleep; the first run of a block, which has to wake them up again, is
/// reported apart.</remarks>
/// <param name="Ours">Times of the first.</param>
/// <param name="Peer">Times of the second; null without one.</param>
/// <param name="Ratio">Median of peer time / our time over the pairs of neighboring blocks, each with its median.</param>
/// <param name="RatioLow">Tenth percentile of that ratio.</param>
/// <param name="RatioHigh">Ninetieth percentile of that ratio.</param>
public sealed record Race(Measurement Ours, Measurement? Peer, double Ratio, double RatioLow, double RatioHigh)
{
    // Medians are shown with so much more precision than they repeat.
    private const double SameSpeed = 0.05;

    /// <summary>Why <see cref="Ratio"/> and the two medians tell different things; null if they agree within 5 % and on who is
    /// faster.</summary>
    public string? Note
    {
        get
        {
            if (Peer is null) return null;
            double ofMedians = Peer.MedianMs / Ours.MedianMs;
            bool agree = Math.Abs(Math.Log(ofMedians / Ratio)) <= SameSpeed && Math.Sign(Math.Round(ofMedians, 2) - 1) * Math.Sign(Math.Round(Ratio, 2) - 1) >= 0;
            return agree ? null : string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"the medians of all runs give {ofMedians:0.00}, but the ratio is {Ratio:0.00}, the median over pairs of neighboring blocks: the speed of the machine changed between blocks, and a ratio of neighbors leaves that out. Measure longer with --duration, or on a quiet machine");
        }
    }

    private const int WarmUps = 2, LeastBlocks = 3, LeastWarmRuns = 2;
    private static readonly TimeSpan Block = TimeSpan.FromMilliseconds(75), Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Runs in turn until the time is over, at least three blocks each, after two warm-up runs each.</summary>
    public static Race Run(IRaceRunner ours, IRaceRunner? peer, IReadOnlyDictionary<string, Datum> inputs, TimeSpan duration, CancellationToken cancel)
    {
        Side first = new(ours), second = new(peer);
        first.WarmUp(inputs);
        second.WarmUp(inputs);
        var ratios = new List<double>();
        var clock = Stopwatch.StartNew();
        while (ratios.Count < LeastBlocks || clock.Elapsed < duration)
        {
            // Who comes first changes, so that neither always follows the other.
            bool swap = ratios.Count % 2 == 1;
            double a = (swap ? second : first).RunBlock(cancel), b = (swap ? first : second).RunBlock(cancel);
            ratios.Add(peer is null ? 0 : swap ? a / b : b / a);
        }
        ratios.Sort();
        return new(first.Summary(), peer is null ? null : second.Summary(), ratios[ratios.Count / 2], ratios[ratios.Count / 10], ratios[ratios.Count * 9 / 10]);
    }

    private sealed class Side(IRaceRunner? runner)
    {
        private readonly List<double> _warm = [], _cold = [], _block = [];
        private long _allocated;

        public void WarmUp(IReadOnlyDictionary<string, Datum> inputs)
        {
            runner?.Run(inputs);
            for (int i = 1; i < WarmUps; i++) runner?.Repeat();
        }

        /// <summary>Runs one block; returns the median of its warm runs.</summary>
        public double RunBlock(CancellationToken cancel)
        {
            if (runner is null) return 0;
            cancel.WaitHandle.WaitOne(Pause);
            long start = Stopwatch.GetTimestamp();
            _cold.Add(Time());
            _block.Clear();
            while (_block.Count < LeastWarmRuns || Stopwatch.GetElapsedTime(start) < Block)
            {
                cancel.ThrowIfCancellationRequested();
                _block.Add(Time());
            }
            _warm.AddRange(_block);
            _block.Sort();
            return _block[_block.Count / 2];
        }

        public Measurement Summary() => Measurement.Of(_warm) with
        {
            ColdMs = Measurement.Of(_cold).MedianMs,
            AllocatedBytes = (double)_allocated / (_warm.Count + _cold.Count),
        };

        private double Time()
        {
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            runner!.Repeat();
            double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            _allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            return time;
        }
    }
}
