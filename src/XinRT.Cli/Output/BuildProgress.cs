using System.Globalization;

namespace XinRT.Cli.Output;

/// <summary>Shows the stages of a build and the rounds of tuning.</summary>
internal sealed class BuildProgress(string model) : IProgress<BuildStatus>, IDisposable
{
    private readonly ProgressBar _bar = new(model, Enum.GetValues<BuildStage>().Length);

    public void Report(BuildStatus value)
    {
        if (value.Tuning is { } t)
        {
            _bar.Note(string.Create(CultureInfo.InvariantCulture,
                $"timing kernels, round {t.Round} of {t.Rounds}, about {t.Left.TotalSeconds:0} s left, {t.MillisecondsPerRun:0.0} ms a run"));
            return;
        }
        _bar.Step(value.Stage switch
        {
            BuildStage.Import => "reading the model",
            BuildStage.Optimize => "optimizing the graph",
            BuildStage.Compile => "choosing kernels, planning memory",
            _ => "opening devices",
        });
    }

    public void Dispose() => _bar.Dispose();
}
