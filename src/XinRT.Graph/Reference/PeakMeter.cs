using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace XinRT.Reference;

/// <summary>Measures what the processor can do at best: the limits that efficiency is stated against.</summary>
public static class PeakMeter
{
    // Long enough for the clock to settle, short enough not to be noticed.
    private const int Rounds = 5, Steps = 4_000_000, CopyBytes = 64 << 20;

    /// <summary>FP32 operations per second (a multiply-add counts two) of so many threads at once, registers only.</summary>
    public static double FlopsPerSecond(int threads) =>
        Vector512.IsHardwareAccelerated ? Flops<Vector512<float>, Lane512<float>>(threads)
        : Vector256.IsHardwareAccelerated ? Flops<Vector256<float>, Lane256<float>>(threads)
        : Flops<Vector<float>, LaneAny<float>>(threads);

    /// <summary>Bytes per second read and written by copies far larger than the caches.</summary>
    public static double BytesPerSecond(int threads)
    {
        var blocks = Enumerable.Range(0, threads).Select(_ => (From: new byte[CopyBytes], To: new byte[CopyBytes])).ToArray();
        return 2.0 * CopyBytes * threads / Best(threads, i => blocks[i].From.CopyTo(blocks[i].To, 0));
    }

    private static double Flops<TVector, TLane>(int threads) where TLane : IVectorLane<float, TVector>
    {
        var sink = new float[threads * TLane.Width];
        double flops = 2.0 * 12 * TLane.Width * Steps * threads;
        return flops / Best(threads, i => Chain<TVector, TLane>(ref sink[i * TLane.Width]));
    }

    // Twelve independent chains hide the latency of two multiply-adds a cycle; values shrink towards 1, so none overflows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Chain<TVector, TLane>(ref float sink) where TLane : IVectorLane<float, TVector>
    {
        TVector a = TLane.Fill(0.5f), b = TLane.Fill(0.5f);
        TVector c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (int i = 0; i < Steps; i++)
        {
            c0 = TLane.MultiplyAdd(c0, a, b);
            c1 = TLane.MultiplyAdd(c1, a, b);
            c2 = TLane.MultiplyAdd(c2, a, b);
            c3 = TLane.MultiplyAdd(c3, a, b);
            c4 = TLane.MultiplyAdd(c4, a, b);
            c5 = TLane.MultiplyAdd(c5, a, b);
            c6 = TLane.MultiplyAdd(c6, a, b);
            c7 = TLane.MultiplyAdd(c7, a, b);
            c8 = TLane.MultiplyAdd(c8, a, b);
            c9 = TLane.MultiplyAdd(c9, a, b);
            c10 = TLane.MultiplyAdd(c10, a, b);
            c11 = TLane.MultiplyAdd(c11, a, b);
        }
        TVector sum = TLane.MultiplyAdd(c0, c1, TLane.MultiplyAdd(c2, c3, TLane.MultiplyAdd(c4, c5, c6)));
        TLane.Store(TLane.MultiplyAdd(c7, c8, TLane.MultiplyAdd(c9, c10, TLane.MultiplyAdd(c11, a, sum))), ref sink);
    }

    /// <summary>Seconds from the first start to the last end, by each thread's own clock. The thread that waits for them may be
    /// halted in between, and would see a round that is too short.</summary>
    public static double Seconds(ReadOnlySpan<(long Start, long End)> threads)
    {
        long start = long.MaxValue, end = long.MinValue;
        foreach (var thread in threads) (start, end) = (Math.Min(start, thread.Start), Math.Max(end, thread.End));
        return Stopwatch.GetElapsedTime(start, end).TotalSeconds;
    }

    /// <summary>The time of several rounds that a rate is stated by: the shortest, unless it is shorter than the next one by more than
    /// a tenth, as no machine alone gets faster, but a clock may jump.</summary>
    public static double Choose(ReadOnlySpan<double> seconds)
    {
        double[] sorted = seconds.ToArray();
        Array.Sort(sorted);
        int i = 0;
        while (i + 1 < sorted.Length && sorted[i] < 0.9 * sorted[i + 1] && i < sorted.Length / 2) i++;
        return sorted[i];
    }

    // All threads start together.
    private static double Best(int threads, Action<int> work)
    {
        var seconds = new double[Rounds];
        var times = new (long Start, long End)[threads];
        for (int round = 0; round < Rounds; round++)
        {
            using var barrier = new Barrier(threads + 1);
            var workers = Enumerable.Range(0, threads).Select(i => new Thread(() =>
            {
                barrier.SignalAndWait();
                long start = Stopwatch.GetTimestamp();
                work(i);
                times[i] = (start, Stopwatch.GetTimestamp());
            })).ToArray();
            foreach (var w in workers) w.Start();
            barrier.SignalAndWait();
            foreach (var w in workers) w.Join();
            seconds[round] = Seconds(times);
        }
        return Choose(seconds);
    }
}
