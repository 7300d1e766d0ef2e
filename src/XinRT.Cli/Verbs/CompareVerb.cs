using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using XinRT.Cli.Input;
using XinRT.Cli.Output;
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
            if (ModelOrEngine.IsEngine(path))
            {
                throw new ModelException("XIN1001", Path.GetFileName(path), "an ONNX model is wanted, which says what is right, but it is an engine",
                    hint: $"xinrt compare MODEL --engine {path}");
            }
            var options = shared.Build(args);
            var loaded = OnnxModel.Load(path);
            var expect = GoldenSource.Of(args.GetValue(golden)!, path, loaded, shared.Threads(args));
            bool peer = args.GetValue(engine) == "onnxruntime";
            using var source = ModelOrEngine.Read(peer ? path : args.GetValue(engine) ?? path, options);
            var given = new InputSource(source.Inputs, args.GetValue(inputs) ?? []);
            OutputPath.CheckFile("--html", args.GetValue(html));
            using var tested = source.Open(given, cancel);
            var values = given.Complete(tested, args.GetValue(seed));
            using IGoldenRunner runner = peer ? new OnnxRuntimeRunner(path, shared.Threads(args)) : new EngineRunner(tested);
            var (name, expected) = expect(values);
            var comparison = ModelComparison.Of(name, expected, runner.Run(values), CriteriaOf(loaded));
            if (!comparison.OutputsMatch && !IsQuantized(loaded) && args.GetValue(golden) != "reference64")
                comparison = comparison with { Verdict = RoundingVerdict.Of(loaded, shared.Threads(args), values, expected, runner.Run(values)) };
            if (!comparison.OutputsMatch && IsQuantized(loaded) && args.GetValue(golden) == "onnxruntime" && runner is EngineRunner engineRunner)
                comparison = comparison with { Boundaries = Boundaries(path, loaded, tested.Plan.Graph, values, engineRunner, shared.Threads(args)) };
            if (args.GetValue(html) is { } page) File.WriteAllText(page, ComparisonPage.Render(comparison, Path.GetFileName(path)));
            return Report(comparison, shared.Terminal(args));
        })));
        return verb;
    }

    private static MatchCriteria CriteriaOf(OnnxModel model)
    {
        if (IsQuantized(model)) return MatchCriteria.Quantized;
        var graph = model.Proto.Graph;
        bool Has(DType type) => graph.Initializer.Any(t => t.DataType == (int)type)
            || graph.Input.Any(i => i.Type?.TensorType?.ElemType == (int)type)
            || graph.Node.Any(n => n.OpType == "Cast" && n.Attribute.Any(a => a.Name == "to" && a.I == (int)type));
        return Has(DType.BF16) ? MatchCriteria.Bf16 : Has(DType.F16) ? MatchCriteria.Fp16 : MatchCriteria.Fp32;
    }

    private static bool IsQuantized(OnnxModel model) => model.Proto.Graph.Node.Any(n =>
        n.OpType is "QuantizeLinear" or "DynamicQuantizeLinear" || n.OpType.StartsWith("QLinear", StringComparison.Ordinal));

    // Two right implementations of a deep quantized model differ at its outputs: one value rounded to the other side changes
    // everything after it. So each stretch between two quantizations is judged, from values of either side.
    // The model is evaluated as imported: an engine has no constants that its kernels hold in another form.
    private static QuantizedBoundaries Boundaries(string path, OnnxModel model, Graph engine, IReadOnlyDictionary<string, Datum> values,
        EngineRunner tested, int threads)
    {
        var graph = OnnxImporter.Import(model);
        var kept = engine.Values.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        string[] names = [.. QuantizedBoundaries.Names(graph).Where(kept.Contains)];
        using var golden = OnnxRuntimeRunner.WithTaps(path, names, threads);
        return QuantizedBoundaries.Measure(graph, values, golden.Run(values), threads)
            .Worse(QuantizedBoundaries.Measure(graph, values, tested.Run(values, names), threads));
    }

    private static int Report(ModelComparison comparison, Terminal terminal)
    {
        var (criteria, boundaries, verdict) = (comparison.Criteria, comparison.Boundaries, comparison.Verdict);
        string F(double x) => double.IsPositiveInfinity(x) ? "∞" : x.ToString("G4", CultureInfo.InvariantCulture);
        terminal.Table(["output", "shape", "max abs", "max rel", "cosine", "SNR dB", ""], comparison.Outputs.Select(d => (IReadOnlyList<string>)
            [d.Name, d.Shape, F(d.MaxAbs), F(d.MaxRel), d.Cosine.ToString("0.0000000", CultureInfo.InvariantCulture), F(d.SnrDb), criteria.Accepts(d) ? "ok" : d.Problem is null ? "DIFFERS" : $"DIFFERS: {d.Problem}"]));
        if (boundaries is not null)
        {
            string steps = boundaries.MaxSteps == 0 ? "equal" : string.Create(CultureInfo.InvariantCulture,
                $"at most {boundaries.MaxSteps} steps off ('{boundaries.Worst}'), one element in {1 / boundaries.ShareOff:G3} is off at all");
            double off = boundaries.Outputs.Select(o => o.MaxRel).DefaultIfEmpty(0).Max();
            terminal.Line(string.Create(CultureInfo.InvariantCulture,
                $"each of {boundaries.Count} quantized values from inputs of either side: {steps}; outputs from the last of them: at most {off:G3} of the range off"));
        }
        if (verdict is not null)
        {
            terminal.Line(string.Create(CultureInfo.InvariantCulture,
                $"largest difference to the same model in FP64, relative to the range: {verdict.TestedMaxRel:G3}, golden {verdict.GoldenMaxRel:G3}"));
            if (!comparison.Match && verdict.ContradictsGolden(criteria))
            {
                terminal.Line("The tested side agrees with the model in FP64, the golden side is farther off than rounding explains:");
                terminal.Line("each reads an operator in its own way. Look up in its specification which is meant.");
            }
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
