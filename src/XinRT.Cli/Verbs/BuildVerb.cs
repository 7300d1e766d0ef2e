using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using XinRT.Cli.Input;
using XinRT.Cli.Output;
using XinRT.Onnx;

namespace XinRT.Cli.Verbs;

/// <summary><c>xinrt build MODEL -o ENGINE</c></summary>
internal static class BuildVerb
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "ONNX file to optimize." };
        var output = new Option<string>("--output", "-o") { Description = "Engine file to write.", Required = true };
        var verb = new Command("build", "Optimize an ONNX model into an engine file.") { model, output };
        var shared = new SharedOptions(verb, builds: true, tunes: true);
        verb.SetAction((args, cancel) => Task.FromResult(shared.Terminal(args).Guard(() =>
            Run(args.GetValue(model)!, args.GetValue(output)!, shared.Build(args), shared.Terminal(args), shared.Verbose(args), cancel))));
        return verb;
    }

    private static int Run(string path, string output, BuildOptions options, Terminal terminal, bool verbose, CancellationToken cancel)
    {
        OutputPath.CheckFile("--output", output);
        var report = new BuildReport();
        Engine engine;
        // An interrupted build still leaves an engine: one with the kernels found so far.
        options = options with { Tuning = options.Tuning with { Stop = cancel } };
        using (var progress = new BuildProgress(Path.GetFileName(path)))
            engine = new EngineBuilder(options).Build(OnnxModel.Load(path), report, progress, CancellationToken.None);
        using var built = engine;
        engine.Save(output);

        if (cancel.IsCancellationRequested) terminal.Line("interrupted: kernels are the best found so far, or by rule of thumb");
        var memory = engine.TypicalProgram();
        long bytes = new FileInfo(output).Length;
        terminal.Line(string.Create(CultureInfo.InvariantCulture,
            $"{Path.GetFileName(path)}: {report.ImportedNodes} nodes -> {report.EngineNodes}, {report.Passes!.ChangeCount} rewrites"));
        string arena = memory is null ? "memory is planned when the sizes of the inputs are known" : string.Create(CultureInfo.InvariantCulture,
            $"arena {memory.ArenaBytes / 1048576.0:0.00} MiB (lower bound {memory.LowerBoundBytes / 1048576.0:0.00})");
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{arena}, engine {bytes / 1048576.0:0.00} MiB -> {output}"));
        terminal.Line(string.Join(", ", report.Times.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Stage.ToString().ToLowerInvariant()} {t.Time.TotalMilliseconds:0} ms"))));
        var backends = report.Placements.GroupBy(p => p.Kernel.Backend.Length == 0 ? "no device (views, constants)" : p.Kernel.Backend).Select(g => (Name: g.Key, Count: g.Count())).ToList();
        terminal.Line(string.Join(", ", backends.Select(b => $"{b.Count} nodes on {b.Name}")));
        foreach (var fallback in report.Placements.Where(p => p.Refusals.Count > 0).Take(verbose ? int.MaxValue : 5))
            terminal.Line($"  {fallback.Node} runs on {fallback.Kernel.Backend}: {string.Join("; ", fallback.Refusals)}");
        if (verbose) terminal.Table(["rule or pass", "applied"], report.Passes.Counts.OrderByDescending(c => c.Value).Select(c => (IReadOnlyList<string>)[c.Key, c.Value.ToString(CultureInfo.InvariantCulture)]));

        if (verbose) TuningTable.Print(engine.Plan.Graph, report.Tuned, terminal);

        terminal.Json(new JsonObject
        {
            ["model"] = path,
            ["engine"] = output,
            ["engine_bytes"] = bytes,
            ["arena_bytes"] = memory?.ArenaBytes,
            ["arena_lower_bound_bytes"] = memory?.LowerBoundBytes,
            ["imported_nodes"] = report.ImportedNodes,
            ["engine_nodes"] = report.EngineNodes,
            ["times_ms"] = new JsonObject(report.Times.Select(t => KeyValuePair.Create(t.Stage.ToString().ToLowerInvariant(), (JsonNode?)t.Time.TotalMilliseconds))),
            ["rewrites"] = new JsonObject(report.Passes.Counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))),
            ["backends"] = new JsonObject(backends.Select(b => KeyValuePair.Create(b.Name, (JsonNode?)b.Count))),
            ["tuned"] = TuningTable.Json(engine.Plan.Graph, report.Tuned),
        });
        return ExitCode.Done;
    }
}
