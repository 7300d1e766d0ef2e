using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using XinRT.Cli.Input;
using XinRT.Cli.Output;
using XinRT.Compare.Files;
using XinRT.Compare.Golden;
using XinRT.Compare.OnnxRuntime;
using XinRT.Compare.Reports;
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
        var html = new Option<string?>("--html") { Description = "Write an HTML page." };
        var verb = new Command("compare", "Compare outputs with a golden reference.") { model, engine, golden, inputs, seed, html };
        var shared = new SharedOptions(verb, builds: true);
        verb.SetAction((args, cancel) => Task.FromResult(shared.Terminal(args).Guard(() =>
        {
            string path = args.GetValue(model)!;
            var loaded = OnnxModel.Load(path);
            bool peer = args.GetValue(engine) == "onnxruntime";
            using var tested = ModelOrEngine.Open(peer ? path : args.GetValue(engine) ?? path, shared.Build(args), args.GetValue(inputs), cancel);
            var values = InputSource.Read(tested, args.GetValue(inputs) ?? [], args.GetValue(seed));
            using IGoldenRunner runner = peer ? new OnnxRuntimeRunner(path, shared.Threads(args)) : new EngineRunner(tested);
            var (name, expected) = Golden(args.GetValue(golden)!, path, loaded, shared.Threads(args), values);
            var comparison = ModelComparison.Of(name, expected, runner.Run(values), CriteriaOf(loaded));
            if (!comparison.OutputsMatch && args.GetValue(golden) == "onnxruntime" && !peer)
                comparison = Judge(comparison, path, loaded, tested.Plan.Graph, values, expected, runner, shared.Threads(args));
            if (args.GetValue(html) is { } page) File.WriteAllText(page, ComparisonPage.Render(comparison, Path.GetFileName(path)));
            return Report(comparison, shared.Terminal(args));
        })));
        return verb;
    }

    private static MatchCriteria CriteriaOf(OnnxModel model)
    {
        if (IsQuantized(model)) return MatchCriteria.Quantized;
        bool Has(DType type) => model.Proto.Graph.Initializer.Any(t => t.DataType == (int)type);
        return Has(DType.BF16) ? MatchCriteria.Bf16 : Has(DType.F16) ? MatchCriteria.Fp16 : MatchCriteria.Fp32;
    }

    private static bool IsQuantized(OnnxModel model) => model.Proto.Graph.Node.Any(n =>
        n.OpType is "QuantizeLinear" or "DynamicQuantizeLinear" || n.OpType.StartsWith("QLinear", StringComparison.Ordinal));

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

    // Two right implementations of a deep quantized model differ at its outputs: one value rounded to the other side changes
    // everything after it. So each stretch between two quantizations is judged. In FP32 the true result is the judge.
    private static ModelComparison Judge(ModelComparison comparison, string path, OnnxModel model, Graph graph, IReadOnlyDictionary<string, Datum> values,
        IReadOnlyDictionary<string, Datum> expected, IGoldenRunner runner, int threads)
    {
        if (!IsQuantized(model)) return comparison with { Verdict = RoundingVerdict.Of(model, threads, values, expected, runner.Run(values)) };
        using var tapped = OnnxRuntimeRunner.WithTaps(path, QuantizedBoundaries.Names(graph), threads);
        return comparison with { Boundaries = QuantizedBoundaries.Measure(graph, values, tapped.Run(values), threads) };
    }

    private static int Report(ModelComparison comparison, Terminal terminal)
    {
        var (criteria, boundaries, verdict) = (comparison.Criteria, comparison.Boundaries, comparison.Verdict);
        string F(double x) => double.IsPositiveInfinity(x) ? "∞" : x.ToString("G4", CultureInfo.InvariantCulture);
        terminal.Table(["output", "shape", "max abs", "max rel", "cosine", "SNR dB", ""], comparison.Outputs.Select(d => (IReadOnlyList<string>)
            [d.Name, d.Shape, F(d.MaxAbs), F(d.MaxRel), d.Cosine.ToString("0.0000000", CultureInfo.InvariantCulture), F(d.SnrDb), d.Problem ?? (criteria.Accepts(d) ? "ok" : "DIFFERS")]));
        if (boundaries is not null)
        {
            terminal.Line(string.Create(CultureInfo.InvariantCulture,
                $"each of {boundaries.Count} quantized values from golden inputs: at most {boundaries.MaxSteps} steps off ('{boundaries.Worst}'), one element in {(boundaries.ShareOff > 0 ? 1 / boundaries.ShareOff : double.PositiveInfinity):G3} is off at all"));
        }
        if (verdict is not null)
        {
            terminal.Line(string.Create(CultureInfo.InvariantCulture,
                $"largest difference to the same model in FP64, relative to the range: {verdict.TestedMaxRel:G3}, golden {verdict.GoldenMaxRel:G3}"));
        }
        terminal.Line(comparison.Match ? $"matches {comparison.Golden}" : $"does not match {comparison.Golden}");
        terminal.Json(new JsonObject
        {
            ["match"] = comparison.Match,
            ["golden"] = comparison.Golden,
            ["fp64"] = verdict is null ? null : new JsonObject { ["max_rel"] = Terminal.Number(verdict.TestedMaxRel), ["golden_max_rel"] = Terminal.Number(verdict.GoldenMaxRel) },
            ["boundaries"] = boundaries is null ? null : new JsonObject
            {
                ["count"] = boundaries.Count,
                ["max_steps"] = boundaries.MaxSteps,
                ["worst"] = boundaries.Worst,
                ["share_off"] = boundaries.ShareOff,
            },
            ["outputs"] = new JsonArray([.. comparison.Outputs.Select(d => (JsonNode)new JsonObject
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
        return comparison.Match ? ExitCode.Done : ExitCode.Mismatch;
    }
}
