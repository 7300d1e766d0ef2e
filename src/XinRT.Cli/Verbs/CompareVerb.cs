using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using XinRT.Cli.Input;
using XinRT.Cli.Output;
using XinRT.Compare.Files;
using XinRT.Compare.Golden;
using XinRT.Compare.OnnxRuntime;
using XinRT.Ir;
using XinRT.Onnx;

namespace XinRT.Cli.Verbs;

/// <summary><c>xinrt compare MODEL</c></summary>
internal static class CompareVerb
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "ONNX model." };
        var engine = new Option<string?>("--engine") { Description = "Engine file to compare, or 'onnxruntime' to compare that instead; built from the model if absent." };
        var golden = new Option<string>("--golden") { Description = "onnxruntime, reference, reference64 (computed in FP64), or a .npz file of outputs.", DefaultValueFactory = _ => "onnxruntime" };
        var inputs = new Option<string[]>("--input", "-i") { Description = "NAME=FILE or NAME=random; random by default.", AllowMultipleArgumentsPerToken = true };
        var seed = new Option<int>("--seed") { Description = "Seed of random inputs.", DefaultValueFactory = _ => 1 };
        var verb = new Command("compare", "Compare outputs with a golden reference.") { model, engine, golden, inputs, seed };
        var shared = new SharedOptions(verb, builds: true);
        verb.SetAction((args, cancel) => Task.FromResult(shared.Terminal(args).Guard(() =>
        {
            string path = args.GetValue(model)!;
            var loaded = OnnxModel.Load(path);
            bool peer = args.GetValue(engine) == "onnxruntime";
            using var tested = ModelOrEngine.Open(peer ? path : args.GetValue(engine) ?? path, shared.Build(args), cancel: cancel);
            var values = InputSource.Read(tested.Inputs, args.GetValue(inputs) ?? [], args.GetValue(seed));
            using IGoldenRunner runner = peer ? new OnnxRuntimeRunner(path, shared.Threads(args)) : new EngineRunner(tested);
            var (name, expected) = Golden(args.GetValue(golden)!, path, loaded, shared.Threads(args), values);
            bool quantized = loaded.Proto.Graph.Node.Any(n => n.OpType is "QuantizeLinear" or "DynamicQuantizeLinear" || n.OpType.StartsWith("QLinear", StringComparison.Ordinal));
            var criteria = quantized ? MatchCriteria.Quantized : MatchCriteria.Fp32;
            var actual = runner.Run(values);
            var differences = Measure(name, expected, actual);
            var boundaries = quantized && !peer && args.GetValue(golden) == "onnxruntime" && !differences.TrueForAll(criteria.Accepts)
                ? Boundaries(path, tested.Plan.Graph, values, shared.Threads(args)) : null;
            return Report(name, differences, criteria, boundaries, shared.Terminal(args));
        })));
        return verb;
    }

    private static (string Name, IReadOnlyDictionary<string, Datum> Outputs) Golden(string golden, string path, OnnxModel model, int threads, IReadOnlyDictionary<string, Datum> inputs)
    {
        if (golden.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) && File.Exists(golden))
            return (golden, NumpyFile.ReadArchive(golden).ToDictionary(a => a.Key, a => (Datum)a.Value));
        using IGoldenRunner runner = golden switch
        {
            "onnxruntime" => new OnnxRuntimeRunner(path, threads),
            "reference" => new ReferenceRunner(model, threads),
            "reference64" => new ReferenceRunner(model, threads, ReferenceArithmetic.Double),
            _ => throw new InferenceException("XIN8002", "--golden", $"onnxruntime, reference, reference64 or an existing .npz file is wanted, but it is '{golden}'"),
        };
        return (runner.Name, runner.Run(inputs));
    }

    private static List<OutputDifference> Measure(string golden, IReadOnlyDictionary<string, Datum> expected, IReadOnlyDictionary<string, Datum> actual)
    {
        var differences = actual.Where(o => expected.ContainsKey(o.Key)).Select(o => OutputDifference.Measure(o.Key, expected[o.Key], o.Value)).ToList();
        return differences.Count > 0 ? differences : throw new InferenceException("XIN6110", golden,
            $"it has the outputs {string.Join(", ", expected.Keys)}, the engine has {string.Join(", ", actual.Keys)}: none is in both");
    }

    // Rounding a value near the middle of two steps the other way changes everything after it, so outputs of deep quantized
    // models differ between any two right implementations. Each stretch between two quantizations can still be judged.
    private static QuantizedBoundaries Boundaries(string path, Graph graph, IReadOnlyDictionary<string, Datum> values, int threads)
    {
        using var tapped = OnnxRuntimeRunner.WithTaps(path, QuantizedBoundaries.Names(graph), threads);
        return QuantizedBoundaries.Measure(graph, values, tapped.Run(values), threads);
    }

    private static int Report(string golden, List<OutputDifference> differences, MatchCriteria criteria, QuantizedBoundaries? boundaries, Terminal terminal)
    {
        bool match = differences.TrueForAll(criteria.Accepts) || boundaries is { MaxSteps: <= 1 };
        string F(double x) => double.IsPositiveInfinity(x) ? "∞" : x.ToString("G4", CultureInfo.InvariantCulture);
        terminal.Table(["output", "shape", "max abs", "max rel", "cosine", "SNR dB", ""], differences.Select(d => (IReadOnlyList<string>)
            [d.Name, d.Shape, F(d.MaxAbs), F(d.MaxRel), d.Cosine.ToString("0.0000000", CultureInfo.InvariantCulture), F(d.SnrDb), d.Problem ?? (criteria.Accepts(d) ? "ok" : "DIFFERS")]));
        if (boundaries is not null)
        {
            terminal.Line(string.Create(CultureInfo.InvariantCulture,
                $"each of {boundaries.Count} quantized values from golden inputs: at most {boundaries.MaxSteps} steps off ('{boundaries.Worst}'), one element in {(boundaries.ShareOff > 0 ? 1 / boundaries.ShareOff : double.PositiveInfinity):G3} is off at all"));
        }
        terminal.Line(match ? $"matches {golden}" : $"does not match {golden}");
        terminal.Json(new JsonObject
        {
            ["match"] = match,
            ["golden"] = golden,
            ["boundaries"] = boundaries is null ? null : new JsonObject
            {
                ["count"] = boundaries.Count,
                ["max_steps"] = boundaries.MaxSteps,
                ["worst"] = boundaries.Worst,
                ["share_off"] = boundaries.ShareOff,
            },
            ["outputs"] = new JsonArray([.. differences.Select(d => (JsonNode)new JsonObject
            {
                ["name"] = d.Name,
                ["shape"] = d.Shape,
                ["max_abs"] = Terminal.Number(d.MaxAbs),
                ["max_rel"] = Terminal.Number(d.MaxRel),
                ["cosine"] = Terminal.Number(d.Cosine),
                ["snr_db"] = Terminal.Number(d.SnrDb),
                ["match"] = criteria.Accepts(d),
                ["problem"] = d.Problem,
            })]),
        });
        return match ? ExitCode.Done : ExitCode.Mismatch;
    }
}
