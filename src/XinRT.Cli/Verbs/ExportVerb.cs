using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using XinRT.Cli.Input;
using XinRT.Cli.Output;
using XinRT.Ir;
using XinRT.Onnx;

namespace XinRT.Cli.Verbs;

/// <summary><c>xinrt export MODEL -o OUT.onnx</c></summary>
internal static class ExportVerb
{
    private enum Stage
    {
        Optimized,
        Imported,
    }

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "ONNX model." };
        var output = new Option<string>("--output", "-o") { Description = "ONNX file to write.", Required = true };
        var stage = new Option<Stage>("--stage")
        {
            Description = "What to write: the graph after all passes, or as it is imported.",
        };
        var opset = new Option<int?>("--opset")
        {
            Description = $"Opset to write; by default the lowest from {OnnxExporter.UsualOpset} on that does.",
        };
        var fused = new Option<FusedNodes>("--fused")
        {
            Description = "Fused nodes: the nodes of their bodies, or calls of model-local functions.",
        };
        var external = new Option<bool>("--external")
        {
            Description = "Write tensors above 1 KB to a file beside the model.",
        };
        var valueInfo = new Option<bool>("--value-info") { Description = "Write types of values between nodes too." };
        SharedOptions.Range(opset, OnnxExporter.OldestOpset, OnnxImporter.NewestOpset);
        var verb = new Command("export", "Write the imported or the optimized graph as an ONNX file.")
        {
            model, output, stage, opset, fused, external, valueInfo,
        };
        var shared = new SharedOptions(verb, builds: false, optimizes: true);
        verb.SetAction((args, cancel) => Task.FromResult(shared.Terminal(args).Guard(() =>
        {
            string path = args.GetValue(model)!, to = args.GetValue(output)!;
            var what = args.GetValue(stage);
            var build = shared.Optimization(args);
            OutputPath.CheckFile(output.Name, to);
            var loaded = OnnxModel.Load(path);
            OutputPath.CheckApart(output.Name, to, [path, .. loaded.DataFiles]);
            var report = new BuildReport();
            var graph = Graph(loaded, what, build, report, cancel);
            var written = OnnxExporter.Save(graph, to, new ExportOptions
            {
                Opset = args.GetValue(opset),
                Fused = args.GetValue(fused),
                ExternalData = args.GetValue(external),
                ValueInfo = args.GetValue(valueInfo),
                Properties = Properties(loaded, what, build),
            });
            return Show(path, to, what, report, written, shared.Terminal(args));
        })));
        return verb;
    }

    private static Graph Graph(OnnxModel model, Stage stage, BuildOptions options, BuildReport report,
        CancellationToken cancel)
    {
        using var progress = new BuildProgress(model.Name);
        var builder = new EngineBuilder(options);
        return stage == Stage.Optimized ? builder.Optimize(model, report, progress, cancel)
            : builder.Import(model, report, progress, cancel);
    }

    private static Dictionary<string, string> Properties(OnnxModel model, Stage stage, BuildOptions options) => new()
    {
        ["xinrt.model"] = model.Name,
        ["xinrt.stage"] = Name(stage),
        ["xinrt.disabled_rules"] = string.Join(' ', options.DisabledRules.Order(StringComparer.Ordinal)),
    };

    private static string Name(Stage stage) => stage == Stage.Imported ? "imported" : "optimized";

    private static int Show(string model, string output, Stage stage, BuildReport report, ExportReport written,
        Terminal terminal)
    {
        string File(long bytes, string path) =>
            string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.00} MiB -> {path}");
        string Count(int number, string what) =>
            string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
        terminal.Line($"{Path.GetFileName(model)}: {Count(report.ImportedNodes, "node")} imported, "
            + $"{Count(written.Nodes, "node")} written ({Name(stage)}), "
            + $"{Count(written.Functions, "function")}, {Count(written.Constants, "constant")}");
        var opsets = written.Opsets.Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Key} {o.Value}"));
        terminal.Line($"{string.Join(", ", opsets)}, IR version {written.IrVersion}");
        terminal.Line(File(written.ModelBytes, output));
        if (written.DataFile is { } data) terminal.Line(File(written.DataBytes, data));
        terminal.Json(new JsonObject
        {
            ["model"] = model,
            ["output"] = output,
            ["stage"] = Name(stage),
            ["opsets"] = new JsonObject(written.Opsets.Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value))),
            ["ir_version"] = written.IrVersion,
            ["imported_nodes"] = report.ImportedNodes,
            ["nodes"] = written.Nodes,
            ["functions"] = written.Functions,
            ["constants"] = written.Constants,
            ["model_bytes"] = written.ModelBytes,
            ["data_file"] = written.DataFile,
            ["data_bytes"] = written.DataBytes,
        });
        return ExitCode.Done;
    }
}
