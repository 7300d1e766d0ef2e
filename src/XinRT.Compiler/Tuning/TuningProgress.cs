namespace XinRT.Compiler.Tuning;

/// <summary>How far tuning is.</summary>
/// <param name="Round">Round at hand, from 1.</param>
/// <param name="Rounds">Rounds in all.</param>
/// <param name="Left">Estimate of the time left.</param>
/// <param name="MillisecondsPerRun">Sum of the best times of the steps so far.</param>
public sealed record TuningProgress(int Round, int Rounds, TimeSpan Left, double MillisecondsPerRun);
