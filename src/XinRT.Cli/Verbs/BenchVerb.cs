using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using XinRT.Cli.Input;
using XinRT.Cli.Output;
using XinRT.Compare.Golden;
using XinRT.Compare.OnnxRuntime;
using XinRT.Compare.Reports;

namespace XinRT.Cli.Verbs;

/// <summary><c>xinrt bench ENGINE|MODEL…</c></summary>
internal static class BenchVerb
{
    private static readonly TimeSpan Profiling = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var models = new Argument<string[]>("models") { Description = "Engine files, ONNX models, or folders of models.", Arity = ArgumentArity.OneOrMore };
        var peer = new Option<string?>("--peer") { Description = "onnxruntime: run it in turn with the engine, in blocks of 75 ms with pauses of 25 ms; needs ONNX models." };
        var duration = new Option<string>("--duration") { Description = "Time for each model, such as 3s.", DefaultValueFactory = _ => "3s" };
        var inputs = new Option<string[]>("--input", "-i") { Description = "NAME=FILE or NAME=random; random by default.", AllowMultipleArgumentsPerToken = true };
        var layers = new Option<bool>("--layers") { Description = "Then time each step of the engine." };
        var contexts = new Option<int>("--contexts") { Description = "Then count the runs of so many contexts side by side.", DefaultValueFactory = _ => 0 };
        SharedOptions.Range(contexts, 0, 1024);
        // What FreshProcess starts.
        var only = new Option<string?>("--only") { Hidden = true };
        only.AcceptOnlyFromAmong(FreshProcess.Engine, FreshProcess.Peer);
        var verb = new Command("bench", "Measure latency and memory, side by side with another runtime.") { models, peer, duration, inputs, layers, contexts, only };
        var shared = new SharedOptions(verb, builds: true, tunes: true);
        verb.SetAction((args, cancel) => Task.FromResult(shared.Terminal(args).Guard(() =>
        {
            if (args.GetValue(only) is { } side) return FreshProcess.Run(side, args.GetValue(models)![0], args.GetValue(inputs) ?? [], shared.Build(args), shared.Terminal(args));
            if (args.GetValue(peer) is { } p && p != "onnxruntime") throw new InferenceException("XIN8002", "--peer", $"onnxruntime is wanted, but it is '{p}'");
            var plan = new Plan(args.GetValue(peer) is not null, SharedOptions.Seconds("--duration", args.GetValue(duration)!), args.GetValue(inputs) ?? [],
                args.GetValue(layers), args.GetValue(contexts), shared.Build(args), shared.Backend(args));
            List<string> files = [.. args.GetValue(models)!.SelectMany(Expand)];
            if (plan.WithPeer && files.Find(ModelOrEngine.IsEngine) is { } engine)
            {
                throw new InferenceException("XIN8002", "--peer", $"ONNX Runtime needs the ONNX model, but '{engine}' is an engine",
                    hint: "give the model; its engine is built before it is measured");
            }
            var results = files.Select(m => Measure(m, plan, cancel)).ToList();
            return Report(results, plan, shared.Terminal(args));
        })));
        return verb;
    }

    private static IEnumerable<string> Expand(string path)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path))
            throw new ModelException("XIN1001", Path.GetFileName(path), $"a model, an engine or a folder of models is wanted, but there is nothing at '{path}'", hint: "check the path");
        string[] models = [.. Directory.EnumerateFiles(path, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        return models.Length > 0 ? models
            : throw new ModelException("XIN1001", Path.GetFileName(path), $"a folder of models is wanted, but no .onnx file is below '{path}'", hint: "give the folder that holds the models");
    }

    private static Result Measure(string path, Plan plan, CancellationToken cancel)
    {
        var options = plan.Options;
        // An engine is loaded from its file; a model is built into one first.
        using var source = ModelOrEngine.Read(path, options);
        var given = new InputSource(source.Inputs, plan.Inputs);
        string engineFile = path;
        bool temporary = source.Model is not null;
        if (temporary)
        {
            engineFile = Path.Combine(Path.GetTempPath(), $"xinrt-{Guid.NewGuid():N}.xin");
            using var built = source.Open(given, cancel);
            built.Save(engineFile);
        }
        try
        {
            using var engine = Engine.Load(engineFile, options.Backends, options.Engine);
            using var ours = new EngineRunner(engine);
            using var peer = plan.WithPeer ? new OnnxRuntimeRunner(path, options.Threads, QuantizedMath.Fused) : null;
            var values = given.Complete(engine, seed: 1);
            string name = Path.GetFileName(path) == "model.onnx" ? Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))!) : Path.GetFileNameWithoutExtension(path);
            var race = Race.Run(ours, peer, values, plan.Duration, cancel);
            var layers = plan.Layers ? LayerProfile.Measure(engine, values, Profiling, cancel) : [];
            double rate = plan.Contexts > 0 ? Throughput.Measure(engine, plan.Contexts, values, plan.Duration, cancel) : 0;
            var fresh = FreshProcess.Measure(FreshProcess.Engine, engineFile, values, options, plan.Backend, cancel);
            var freshPeer = peer is null ? null : FreshProcess.Measure(FreshProcess.Peer, path, values, options, null, cancel);
            return new(name, race, fresh, freshPeer, peer?.Name, engine.TypicalProgram(InputSource.Sizes(engine.Inputs, values))!.ArenaBytes, Precision(engine), layers, rate);
        }
        finally
        {
            if (temporary) File.Delete(engineFile);
        }
    }

    // The type of most weight bytes: an engine keeps the precision its model was exported with.
    private static string Precision(Engine engine) => engine.Plan.Graph.Values.Where(v => v.Constant is { DType: not DType.String }).GroupBy(v => v.Constant!.DType)
        .OrderByDescending(g => g.Sum(v => (long)v.Constant!.Bytes.Length)).Select(g => g.Key.Name()).FirstOrDefault("none");

    private static int Report(List<Result> results, Plan plan, Terminal terminal)
    {
        bool peer = plan.WithPeer;
        string F(double x) => x.ToString("0.00", CultureInfo.InvariantCulture);
        string T(double x) => x.ToString("0.000", CultureInfo.InvariantCulture);
        string Or(double? x) => x is { } known ? known.ToString("0.0", CultureInfo.InvariantCulture) : "-";
        string N(double x) => x.ToString("0", CultureInfo.InvariantCulture);
        terminal.Table(["model", "median ms", "min", "p90", "p99", "cold", "runs", "B/run", "load ms", "MB", .. plan.Contexts > 0 ? (string[])["runs/s"] : [],
            .. peer ? (string[])["peer ms", "cold", "load ms", "MB", "ratio", "from", "to"] : []], results.Select(r => (IReadOnlyList<string>)
        [
            r.Name, T(r.Race.Ours.MedianMs), T(r.Race.Ours.MinMs), T(r.Race.Ours.P90Ms), T(r.Race.Ours.P99Ms), T(r.Race.Ours.ColdMs), N(r.Race.Ours.Runs),
            N(r.Race.Ours.AllocatedBytes), Or(r.Fresh?.LoadMs), Or(r.Fresh?.PeakMb), .. plan.Contexts > 0 ? (string[])[F(r.RunsPerSecond)] : [],
            .. r.Race.Peer is { } p ? (string[])[T(p.MedianMs), T(p.ColdMs), Or(r.FreshPeer?.LoadMs), Or(r.FreshPeer?.PeakMb), F(r.Race.Ratio), F(r.Race.RatioLow), F(r.Race.RatioHigh)] : [],
        ]));
        double geomean = Math.Exp(results.Average(r => Math.Log(Math.Max(1e-9, r.Race.Ratio))));
        if (peer) terminal.Line($"geometric mean of the ratios (peer time / XinRT time): {F(geomean)}");
        foreach (var result in results)
            if (result.Race.Note is { } note) terminal.Line($"{result.Name}: {note}.");
        double peak = plan.Layers ? Peak(plan.Options) : 0;
        foreach (var result in results.Where(r => r.Layers.Count > 0)) LayerTable.Print(result.Name, result.Layers, peak, terminal);
        terminal.Json(new JsonObject
        {
            ["geomean_ratio"] = peer ? geomean : null,
            ["peak_gflops"] = plan.Layers ? peak / 1e9 : null,
            ["models"] = new JsonArray([.. results.Select(r => (JsonNode)new JsonObject
            {
                ["name"] = r.Name,
                ["threads"] = plan.Options.Threads,
                ["precision"] = r.Precision,
                ["xinrt"] = Side(r.Race.Ours, r.Fresh, null, r.ArenaBytes / 1048576.0),
                ["peer"] = r.Race.Peer is { } p ? Side(p, r.FreshPeer, r.Peer, null) : null,
                ["ratio"] = peer ? r.Race.Ratio : null,
                ["ratio_low"] = peer ? r.Race.RatioLow : null,
                ["ratio_high"] = peer ? r.Race.RatioHigh : null,
                ["note"] = r.Race.Note,
                ["contexts"] = plan.Contexts > 0 ? plan.Contexts : null,
                ["runs_per_second"] = plan.Contexts > 0 ? r.RunsPerSecond : null,
                ["layers"] = plan.Layers ? LayerTable.Json(r.Layers, peak) : null,
            })]),
        });
        return ExitCode.Done;
    }

    // Operations per second that the preferred device reached in FP32 just now.
    private static double Peak(BuildOptions options)
    {
        foreach (var backend in options.Backends.Backends)
            if (backend.Probe() is [var device, ..])
                return backend.Measure(device, options.Engine.Device).Peaks.Where(p => p.DType == DType.F32).Select(p => p.OpsPerSecond).FirstOrDefault();
        return 0;
    }

    private static JsonObject Side(Measurement m, FreshProcess? fresh, string? name, double? arena)
    {
        var side = new JsonObject { ["median_ms"] = m.MedianMs, ["min_ms"] = m.MinMs, ["p90_ms"] = m.P90Ms, ["p99_ms"] = m.P99Ms, ["cold_ms"] = m.ColdMs, ["runs"] = m.Runs };
        if (name is null) side["allocated_bytes_per_run"] = m.AllocatedBytes;
        if (name is not null) (side["name"], side["version"]) = (name.Split(' ')[0], name.Split(' ')[^1]);
        if (arena is not null) side["arena_mb"] = arena;
        (side["load_ms"], side["first_ms"], side["peak_rss_mb"]) = (fresh?.LoadMs, fresh?.FirstMs, fresh?.PeakMb);
        return side;
    }

    private sealed record Plan(bool WithPeer, TimeSpan Duration, string[] Inputs, bool Layers, int Contexts, BuildOptions Options, string? Backend);

    private sealed record Result(string Name, Race Race, FreshProcess? Fresh, FreshProcess? FreshPeer, string? Peer, long ArenaBytes, string Precision,
        IReadOnlyList<LayerTime> Layers, double RunsPerSecond);
}
