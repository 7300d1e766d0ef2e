namespace XinRT.Compiler.Tuning;

/// <summary>How kernels are chosen.</summary>
public sealed record TuningOptions
{
    /// <summary>Time that a build with measurements may take; zero takes the best kernels by rule of thumb. When it is over, the best
    /// found so far stand.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Ends measuring early: the best found so far stand, and the build goes on to its end.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>File with times measured earlier, read and added to; null keeps none.</summary>
    public string? TimingCache { get; init; }

    /// <summary>File with a kernel for each node. If it exists its choices are taken and nothing is measured for them; else it is
    /// written. With one, equal builds give equal engines.</summary>
    public string? TacticLock { get; init; }
}
