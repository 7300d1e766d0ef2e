using System.Diagnostics;

namespace XinRT.Compare.Reports;

/// <summary>The time of one step.</summary>
/// <param name="Layer">The step.</param>
/// <param name="Seconds">Median of its times.</param>
public sealed record LayerTime(EngineLayer Layer, double Seconds)
{
    /// <summary>Operations per second.</summary>
    public double FlopsPerSecond => Seconds > 0 ? Layer.Flops / Seconds : 0;
}

/// <summary>Times every step of an engine within whole runs.</summary>
public static class LayerProfile
{
    private const int LeastRuns = 5, MostRuns = 1000;

    /// <summary>Runs until the time is over, at least five times after a warm-up run.</summary>
    public static IReadOnlyList<LayerTime> Measure(Engine engine, IReadOnlyDictionary<string, Datum> inputs, TimeSpan duration, CancellationToken cancel)
    {
        using var context = engine.CreateContext();
        foreach (var input in engine.Inputs) context.SetInput(input.Name, inputs[input.Name]);
        context.Run(cancel);
        var layers = EngineLayers.Of(context.Program!);
        var times = layers.Select(_ => new List<double>(MostRuns)).ToArray();
        int step = 0;
        context.OnStep = (_, time) => times[step++].Add(time.TotalSeconds);
        var clock = Stopwatch.StartNew();
        for (int run = 0; run < LeastRuns || (run < MostRuns && clock.Elapsed < duration); run++)
        {
            step = 0;
            context.Run(cancel);
        }
        return [.. layers.Zip(times, (layer, all) => new LayerTime(layer, all.Order().ElementAt(all.Count / 2)))];
    }
}
