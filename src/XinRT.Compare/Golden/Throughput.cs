using System.Diagnostics;

namespace XinRT.Compare.Golden;

/// <summary>Counts runs of several contexts of one engine side by side.</summary>
public static class Throughput
{
    /// <summary>Runs per second of all contexts together, each on a thread of its own, after a warm-up run of each.</summary>
    public static double Measure(Engine engine, int contexts, IReadOnlyDictionary<string, Datum> inputs, TimeSpan duration, CancellationToken cancel)
    {
        var runners = new List<EngineRunner>();
        try
        {
            for (int i = 0; i < contexts; i++)
            {
                runners.Add(new EngineRunner(engine));
                runners[i].Run(inputs);
            }
            Task<double>[] rates = [.. runners.Select(r => Task.Factory.StartNew(() => Rate(r, duration, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
            Task.WaitAll(rates, cancel);
            return rates.Sum(r => r.Result);
        }
        finally
        {
            runners.ForEach(r => r.Dispose());
        }
    }

    private static double Rate(EngineRunner runner, TimeSpan duration, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        int runs = 0;
        while (runs == 0 || clock.Elapsed < duration)
        {
            cancel.ThrowIfCancellationRequested();
            runner.Repeat();
            runs++;
        }
        return runs / clock.Elapsed.TotalSeconds;
    }
}
