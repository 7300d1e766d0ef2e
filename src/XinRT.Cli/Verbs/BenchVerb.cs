using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using XinRT.Cli.Input;
using XinRT.Cli.Output;
using XinRT.Compare.Golden;
using XinRT.Compare.OnnxRuntime;

namespace XinRT.Cli.Verbs;

/// <summary><c>xinrt bench ENGINE|MODEL…</c></summary>
internal static class BenchVerb
{
    public static Command Create()
    {
        var models = new Argument<string[]>("models") { Description = "Engine files, ONNX models, or folders of models.", Arity = ArgumentArity.OneOrMore };
        var peer = new Option<string?>("--peer") { Description = "onnxruntime: run it in turn with the engine; needs ONNX models." };
        var duration = new Option<string>("--duration") { Description = "Time for each model, such as 3s.", DefaultValueFactory = _ => "3s" };
        var inputs = new Option<string[]>("--input", "-i") { Description = "NAME=FILE or NAME=random; random by default.", AllowMultipleArgumentsPerToken = true };
        var verb = new Command("bench", "Measure latency and memory, side by side with another runtime.") { models, peer, duration, inputs };
        var shared = new SharedOptions(verb, builds: true);
        verb.SetAction((args, cancel) => Task.FromResult(shared.Terminal(args).Guard(() =>
        {
            if (args.GetValue(peer) is { } p && p != "onnxruntime") throw new InferenceException("XIN8002", "--peer", $"onnxruntime is wanted, but it is '{p}'");
            var time = SharedOptions.Seconds("--duration", args.GetValue(duration)!);
            var results = args.GetValue(models)!.SelectMany(Expand)
                .Select(m => Measure(m, args.GetValue(peer) is not null, time, args.GetValue(inputs) ?? [], shared.Build(args), cancel)).ToList();
            return Report(results, shared.Threads(args), shared.Terminal(args));
        })));
        return verb;
    }

    private static IEnumerable<string> Expand(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [path];

    private static Result Measure(string path, bool withPeer, TimeSpan duration, string[] inputs, BuildOptions options, CancellationToken cancel)
    {
        // Load times are those of an engine file and of a model file; a model is built into one first.
        string engineFile = path;
        bool temporary = !ModelOrEngine.IsEngine(path);
        if (temporary)
        {
            engineFile = Path.Combine(Path.GetTempPath(), $"xinrt-{Guid.NewGuid():N}.xin");
            using var built = ModelOrEngine.Open(path, options, cancel: cancel);
            built.Save(engineFile);
        }
        try
        {
            long start = Stopwatch.GetTimestamp();
            using var engine = Engine.Load(engineFile, options.Backends, options.Engine);
            using var ours = new EngineRunner(engine);
            double load = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            start = Stopwatch.GetTimestamp();
            using var peer = withPeer ? new OnnxRuntimeRunner(path, options.Threads, QuantizedMath.Fused) : null;
            double peerLoad = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            var values = InputSource.Read(engine.Inputs, inputs, seed: 1);
            string name = Path.GetFileName(path) == "model.onnx" ? Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))!) : Path.GetFileNameWithoutExtension(path);
            return new(name, Race.Run(ours, peer, values, duration, cancel), load, peerLoad, peer?.Name, engine.TypicalProgram().ArenaBytes, Precision(engine));
        }
        finally
        {
            if (temporary) File.Delete(engineFile);
        }
    }

    // The type of most weight bytes: an engine keeps the precision its model was exported with.
    private static string Precision(Engine engine) => engine.Plan.Graph.Values.Where(v => v.Constant is { DType: not DType.String }).GroupBy(v => v.Constant!.DType)
        .OrderByDescending(g => g.Sum(v => (long)v.Constant!.Bytes.Length)).Select(g => g.Key.Name()).FirstOrDefault("none");

    private static int Report(List<Result> results, int threads, Terminal terminal)
    {
        bool peer = results[0].Race.Peer is not null;
        string F(double x) => x.ToString("0.00", CultureInfo.InvariantCulture);
        terminal.Table(["model", "median ms", "min", "p90", "p99", "runs", "load ms", .. peer ? (string[])["peer ms", "ratio", "from", "to"] : []], results.Select(r => (IReadOnlyList<string>)
        [
            r.Name, F(r.Race.Ours.MedianMs), F(r.Race.Ours.MinMs), F(r.Race.Ours.P90Ms), F(r.Race.Ours.P99Ms), r.Race.Ours.Runs.ToString(CultureInfo.InvariantCulture), F(r.LoadMs),
            .. r.Race.Peer is { } p ? (string[])[F(p.MedianMs), F(r.Race.Ratio), F(r.Race.RatioLow), F(r.Race.RatioHigh)] : [],
        ]));
        double geomean = Math.Exp(results.Average(r => Math.Log(Math.Max(1e-9, r.Race.Ratio))));
        if (peer) terminal.Line($"geometric mean of the ratios (peer time / XinRT time): {F(geomean)}");
        terminal.Json(new JsonObject
        {
            ["geomean_ratio"] = peer ? geomean : null,
            ["models"] = new JsonArray([.. results.Select(r => (JsonNode)new JsonObject
            {
                ["name"] = r.Name,
                ["threads"] = threads,
                ["precision"] = r.Precision,
                ["xinrt"] = Side(r.Race.Ours, r.LoadMs, null, r.ArenaBytes / 1048576.0),
                ["peer"] = r.Race.Peer is { } p ? Side(p, r.PeerLoadMs, r.Peer, null) : null,
                ["ratio"] = r.Race.Peer is null ? null : r.Race.Ratio,
                ["ratio_low"] = r.Race.Peer is null ? null : r.Race.RatioLow,
                ["ratio_high"] = r.Race.Peer is null ? null : r.Race.RatioHigh,
            })]),
        });
        return ExitCode.Done;
    }

    private static JsonObject Side(Measurement m, double load, string? name, double? arena)
    {
        var side = new JsonObject { ["median_ms"] = m.MedianMs, ["min_ms"] = m.MinMs, ["p90_ms"] = m.P90Ms, ["p99_ms"] = m.P99Ms, ["runs"] = m.Runs, ["load_ms"] = load };
        if (name is not null) (side["name"], side["version"]) = (name.Split(' ')[0], name.Split(' ')[^1]);
        if (arena is not null) side["arena_mb"] = arena;
        // Both sides share one process here, so only its common peak is known.
        side["process_peak_rss_mb"] = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        return side;
    }

    private sealed record Result(string Name, Race Race, double LoadMs, double PeerLoadMs, string? Peer, long ArenaBytes, string Precision);
}
