namespace XinRT.Cli.Output;

/// <summary>Shows the stages of a build.</summary>
internal sealed class BuildProgress(string model) : IProgress<BuildStage>, IDisposable
{
    private readonly ProgressBar _bar = new(model, Enum.GetValues<BuildStage>().Length);

    public void Report(BuildStage value) => _bar.Step(value switch
    {
        BuildStage.Import => "reading the model",
        BuildStage.Optimize => "optimizing the graph",
        BuildStage.Compile => "choosing kernels, planning memory",
        _ => "opening devices",
    });

    public void Dispose() => _bar.Dispose();
}
