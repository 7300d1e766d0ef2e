using System.Diagnostics;
using XinRT.Compiler;
using XinRT.Compiler.Tuning;
using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Passes;

namespace XinRT;

/// <summary>Builds engines from ONNX models: import, optimize, compile.</summary>
public sealed class EngineBuilder(BuildOptions? options = null)
{
    private readonly BuildOptions _options = options ?? new BuildOptions();

    /// <summary>Builds from a file on a thread of its own. See <see cref="Build(OnnxModel, BuildReport?, IProgress{BuildStatus}?, CancellationToken)"/>.</summary>
    public Task<Engine> BuildAsync(string path, BuildReport? report = null, IProgress<BuildStatus>? progress = null, CancellationToken cancel = default) =>
        Task.Factory.StartNew(() => Build(OnnxModel.Load(path), report, progress, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Builds an engine. <see cref="ModelException"/> lists all unsupported nodes, <see cref="ShapeException"/> says
    /// which shapes contradict each other, <see cref="BuildException"/> what else failed.</summary>
    /// <param name="model">The parsed model.</param>
    /// <param name="report">Filled with what happened, if given.</param>
    /// <param name="progress">Told of each stage as it begins.</param>
    /// <param name="cancel">Ends the build with <see cref="OperationCanceledException"/>.</param>
    public Engine Build(OnnxModel model, BuildReport? report = null, IProgress<BuildStatus>? progress = null, CancellationToken cancel = default)
    {
        report ??= new BuildReport();
        long began = Stopwatch.GetTimestamp();
        var binding = Bind(model);
        var optimized = Optimize(model, binding, report, progress, cancel);
        var relay = progress is null ? null : new Relay(progress);
        var compiled = Stage(BuildStage.Compile, report, progress,
            () => EngineCompiler.Compile(optimized, _options.Backends, binding.Ranges, Metadata(model), _options.Engine,
                _options.Tuning with { Budget = Left(began) }, _options.TypicalSizes, relay, PassOptions, cancel),
            cancel);
        report.Placements = compiled.Placements;
        report.Tuned = compiled.Tuned;
        return Stage(BuildStage.Load, report, progress,
            () => new Engine(compiled.Plan, _options.Backends, _options.Engine), cancel);
    }

    /// <summary>Imports a model with the shapes that the options fix, without optimizing it.</summary>
    /// <param name="model">The parsed model.</param>
    /// <param name="report">Filled with what happened, if given.</param>
    /// <param name="progress">Told of each stage as it begins.</param>
    /// <param name="cancel">Ends the work with <see cref="OperationCanceledException"/>.</param>
    public Graph Import(OnnxModel model, BuildReport? report = null, IProgress<BuildStatus>? progress = null,
        CancellationToken cancel = default) =>
        Import(model, Bind(model), report ?? new BuildReport(), progress, cancel);

    /// <summary>Imports and optimizes a model: the graph that an engine is compiled of.</summary>
    /// <param name="model">The parsed model.</param>
    /// <param name="report">Filled with what happened, if given.</param>
    /// <param name="progress">Told of each stage as it begins.</param>
    /// <param name="cancel">Ends the work with <see cref="OperationCanceledException"/>.</param>
    public Graph Optimize(OnnxModel model, BuildReport? report = null, IProgress<BuildStatus>? progress = null,
        CancellationToken cancel = default) =>
        Optimize(model, Bind(model), report ?? new BuildReport(), progress, cancel);

    private ShapeBinding Bind(OnnxModel model) =>
        ShapeBinding.Make(OnnxImporter.InputTypes(model), _options.Shapes, _options.Profiles);

    private static Graph Import(OnnxModel model, ShapeBinding binding, BuildReport report,
        IProgress<BuildStatus>? progress, CancellationToken cancel)
    {
        var graph = Stage(BuildStage.Import, report, progress,
            () => OnnxImporter.Import(model, new ImportOptions { InputShapes = binding.Shapes }), cancel);
        report.ImportedNodes = graph.Nodes.Count;
        return graph;
    }

    private Graph Optimize(OnnxModel model, ShapeBinding binding, BuildReport report, IProgress<BuildStatus>? progress,
        CancellationToken cancel)
    {
        var graph = Import(model, binding, report, progress, cancel);
        var optimized = Stage(BuildStage.Optimize, report, progress, () => Optimize(graph, report, cancel), cancel);
        report.EngineNodes = optimized.Nodes.Count;
        return optimized;
    }

    private static T Stage<T>(BuildStage stage, BuildReport report, IProgress<BuildStatus>? progress, Func<T> work,
        CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        progress?.Report(new BuildStatus(stage));
        long start = Stopwatch.GetTimestamp();
        var result = work();
        report.Add(stage, Stopwatch.GetElapsedTime(start));
        return result;
    }

    // What import and passes left of the time.
    private TimeSpan Left(long began) => TimeSpan.FromTicks(Math.Max(0, (_options.Tuning.Budget - Stopwatch.GetElapsedTime(began)).Ticks));

    private Graph Optimize(Graph graph, BuildReport report, CancellationToken cancel)
    {
        var context = new PassContext(PassOptions, cancel);
        report.Passes = context.Log;
        return Pipelines.Default.Run(graph, context);
    }

    private PassOptions PassOptions => new()
    {
        Disabled = _options.DisabledRules,
        Fusion = _options.Backends.Fusion,
        Verify = _options.VerifyRewrites,
        VerifyInputs = _options.VerifyInputs,
        Threads = _options.Threads,
    };

    private KeyValuePair<string, string>[] Metadata(OnnxModel model) =>
    [
        new("producer", $"XinRT {typeof(EngineBuilder).Assembly.GetName().Version?.ToString(3)}"),
        new("model", model.Name),
        new("exporter", $"{model.Proto.ProducerName} {model.Proto.ProducerVersion}".Trim()),
        new("opset", string.Join(' ', model.Proto.OpsetImport.Select(o => $"{(o.Domain.Length == 0 ? "ai.onnx" : o.Domain)}={o.Version}"))),
        new("disabled_rules", string.Join(' ', _options.DisabledRules.Order(StringComparer.Ordinal))),
    ];

    private sealed class Relay(IProgress<BuildStatus> to) : IProgress<TuningProgress>
    {
        public void Report(TuningProgress value) => to.Report(new BuildStatus(BuildStage.Compile, value));
    }
}
