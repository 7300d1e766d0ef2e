using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using XinRT.Cli.Input;
using XinRT.Cli.Output;
using XinRT.Compare.Reports;
using XinRT.Planning;
using XinRT.Runtime.EngineFile;

namespace XinRT.Cli.Verbs;

/// <summary><c>xinrt inspect ENGINE|MODEL</c></summary>
internal static class InspectVerb
{
    public static Command Create()
    {
        var source = new Argument<string>("model") { Description = "Engine file or ONNX model." };
        var html = new Option<string?>("--html") { Description = "Write an HTML page." };
        var text = new Option<bool>("--graph") { Description = "Print the optimized graph in text form." };
        var code = new Option<bool>("--code") { Description = "Print the machine code of the kernels." };
        var verb = new Command("inspect", "Show what an engine consists of: layers, kernels, memory.") { source, html, text, code };
        var shared = new SharedOptions(verb, builds: true);
        verb.SetAction((args, cancel) => Task.FromResult(shared.Terminal(args).Guard(() =>
        {
            OutputPath.CheckFile("--html", args.GetValue(html));
            string path = args.GetValue(source)!;
            using var engine = ModelOrEngine.Open(path, shared.Build(args), cancel);
            if (args.GetValue(html) is { } page) File.WriteAllText(page, EnginePage.Render(engine, path));
            if (args.GetValue(text)) shared.Terminal(args).Line(engine.Plan.Graph.ToString());
            else if (args.GetValue(code)) ShowCode(engine, shared.Terminal(args));
            else Show(engine, ModelOrEngine.IsEngine(path) ? EngineReader.Sections(path) : [], shared.Terminal(args));
            return ExitCode.Done;
        })));
        return verb;
    }

    private static void ShowCode(Engine engine, Terminal terminal)
    {
        // Steps of one problem share their code.
        var kernels = (engine.TypicalProgram()?.Steps ?? []).GroupBy(s => $"{s.Kernel.Spec} {s.Problem.Key()}").Select(g => (Steps: g.ToList(), Code: engine.CodeOf(g.First()))).ToList();
        foreach (var (steps, code) in kernels)
        {
            terminal.Line($"; {steps[0].Kernel.Spec} for {string.Join(", ", steps.Select(s => s.Node.Name))}");
            terminal.Line(code ?? "; managed code\n");
        }
        terminal.Json(new JsonObject
        {
            ["kernels"] = new JsonArray([.. kernels.Select(k => (JsonNode)new JsonObject
            {
                ["kernel"] = k.Steps[0].Kernel.Spec.ToString(),
                ["nodes"] = new JsonArray([.. k.Steps.Select(s => (JsonNode)s.Node.Name)]),
                ["code"] = k.Code,
            })]),
        });
    }

    private static void Show(Engine engine, IReadOnlyList<EngineFileSection> file, Terminal terminal)
    {
        var memory = engine.TypicalProgram();
        var layers = memory is null ? [] : EngineLayers.Of(memory);
        foreach (var (key, value) in engine.Plan.Metadata) terminal.Line($"{key,-16} {value}");
        foreach (var t in engine.Inputs) terminal.Line($"{"input",-16} {t.Name}: {t.Type}");
        foreach (var t in engine.Outputs) terminal.Line($"{"output",-16} {t.Name}: {t.Type}");
        if (memory is null) terminal.Line($"{"memory",-16} planned when the sizes of the inputs are known: the guesses ({TypicalSizes.Tried}) do not fit");
        else terminal.Line(string.Create(CultureInfo.InvariantCulture,
            $"{"memory",-16} arena {memory.ArenaBytes} bytes, lower bound {memory.LowerBoundBytes}; weights {layers.Sum(l => l.WeightBytes)} bytes; {layers.Sum(l => l.Flops) / 1e9:0.000} GFLOP"));
        if (file.Count > 0)
        {
            var sections = file.Select(s => string.Create(CultureInfo.InvariantCulture,
                $"{s.Name} {s.Bytes} bytes{(s.IsReadAtLoad ? "" : " (not read at load)")}"));
            terminal.Line($"{"file",-16} {string.Join(", ", sections)}");
        }
        terminal.Line();
        terminal.Table(["#", "node", "operator", "output", "kernel", "MFLOP", "arena offset"], layers.Select(l => (IReadOnlyList<string>)
            [l.Index.ToString(CultureInfo.InvariantCulture), l.Node.Name, l.Operator, l.Output, l.Kernel, (l.Flops / 1e6).ToString("0.00", CultureInfo.InvariantCulture), l.Offset?.ToString(CultureInfo.InvariantCulture) ?? "-"]));
        TuningTable.Print(engine.Plan.Graph, engine.Plan.Tuned, terminal);
        terminal.Json(new JsonObject
        {
            ["tuned"] = TuningTable.Json(engine.Plan.Graph, engine.Plan.Tuned),
            ["metadata"] = new JsonObject(engine.Plan.Metadata.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))),
            ["sections"] = new JsonArray([.. file.Select(s => (JsonNode)new JsonObject
            {
                ["name"] = s.Name,
                ["bytes"] = s.Bytes,
                ["read_at_load"] = s.IsReadAtLoad,
            })]),
            ["arena_bytes"] = memory?.ArenaBytes,
            ["arena_lower_bound_bytes"] = memory?.LowerBoundBytes,
            ["inputs"] = Tensors(engine.Inputs),
            ["outputs"] = Tensors(engine.Outputs),
            ["layers"] = new JsonArray([.. layers.Select(l => (JsonNode)new JsonObject
            {
                ["index"] = l.Index,
                ["name"] = l.Node.Name,
                ["operator"] = l.Operator,
                ["origins"] = new JsonArray([.. l.Node.Origins.Select(o => (JsonNode)o)]),
                ["output_type"] = l.Output,
                ["kernel"] = l.Kernel,
                ["flops"] = l.Flops,
                ["bytes"] = l.Bytes,
                ["weight_bytes"] = l.WeightBytes,
                ["arena_offset_bytes"] = l.Offset,
            })]),
        });
    }

    private static JsonArray Tensors(IEnumerable<EngineTensor> tensors) =>
        new([.. tensors.Select(t => (JsonNode)new JsonObject { ["name"] = t.Name, ["type"] = t.Type.ToString() })]);
}
