using System.Diagnostics;

namespace XinRT.Compiler.Tuning;

/// <summary>The time that tuning has, and how far it is.</summary>
/// <param name="budget">Time from now on.</param>
/// <param name="stop">Ends the time early.</param>
/// <param name="progress">Told of each round.</param>
internal sealed class TuningClock(TimeSpan budget, CancellationToken stop, IProgress<TuningProgress>? progress)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _began;
    private TimeSpan _longest;

    /// <summary>Rounds so far.</summary>
    public int Rounds { get; private set; }

    /// <summary>Whether so many more rounds end in time, each as long as the longest so far. One is kept for loading the engine
    /// afterwards, which takes no longer.</summary>
    public bool HasTimeFor(int rounds) => !stop.IsCancellationRequested && Stopwatch.GetElapsedTime(_start) + (rounds + 1) * _longest < budget;

    /// <summary>A round begins.</summary>
    /// <param name="left">Rounds to come as far as can be seen, this one among them.</param>
    /// <param name="milliseconds">Time of a run at present.</param>
    public void Begin(int left, double milliseconds)
    {
        _began = Stopwatch.GetTimestamp();
        var elapsed = Stopwatch.GetElapsedTime(_start);
        var estimate = Rounds == 0 ? budget : elapsed * ((double)left / Rounds);
        var rest = budget - elapsed;
        progress?.Report(new TuningProgress(++Rounds, Rounds + left - 1, estimate < rest ? estimate : rest, milliseconds));
    }

    /// <summary>The round is over.</summary>
    /// <param name="weight">How many common rounds it stands for.</param>
    public void End(int weight) => _longest = TimeSpan.FromTicks(Math.Max(_longest.Ticks, Stopwatch.GetElapsedTime(_began).Ticks / weight));
}
