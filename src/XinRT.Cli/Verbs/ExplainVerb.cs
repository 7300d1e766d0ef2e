using System.CommandLine;
using System.Text.Json.Nodes;
using XinRT.Cli.Input;
using XinRT.Cli.Output;
using XinRT.Onnx;
using XinRT.Passes;

namespace XinRT.Cli.Verbs;

/// <summary><c>xinrt explain MODEL</c></summary>
internal static class ExplainVerb
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "ONNX model." };
        var rule = new Option<string?>("--rule") { Description = "Only this rule or pass." };
        var node = new Option<string?>("--node") { Description = "Only nodes whose name contains this." };
        rule.TakesRules();
        var verb = new Command("explain", "Say why something was or was not rewritten or placed.") { model, rule, node };
        var shared = new SharedOptions(verb, builds: true);
        verb.SetAction((args, cancel) => Task.FromResult(shared.Terminal(args).Guard(() =>
        {
            var report = new BuildReport();
            using (var progress = new BuildProgress(Path.GetFileName(args.GetValue(model)!)))
            using (new EngineBuilder(shared.Build(args)).Build(OnnxModel.Load(args.GetValue(model)!), report, progress, cancel)) { }
            if (args.GetValue(node) is { } wanted && Names(report).ToList() is var names && !names.Any(n => n.Contains(wanted, StringComparison.Ordinal)))
            {
                Console.Error.WriteLine(KnownNames.Unknown("--node", "node", wanted, names));
                return ExitCode.Usage;
            }
            return Show(report, args.GetValue(rule), args.GetValue(node), shared.Terminal(args));
        })));
        return verb;
    }

    // Every node that a line of the report may be about.
    private static IEnumerable<string> Names(BuildReport report) =>
        report.Passes!.Applied.Concat(report.Passes.Missed).Select(e => e.Node).Concat(report.Placements.SelectMany(p => p.Node.Origins.Prepend(p.Node.Name)));

    private static int Show(BuildReport report, string? rule, string? node, Terminal terminal)
    {
        bool Wanted(RuleEvent e) => (rule is null || e.Rule == rule) && (node is null || e.Node.Contains(node, StringComparison.Ordinal));
        var applied = report.Passes!.Applied.Where(Wanted).ToList();
        var missed = report.Passes.Missed.Where(Wanted).ToList();
        bool detail = rule is not null || node is not null;

        terminal.Line($"{report.ImportedNodes} nodes -> {report.EngineNodes}");
        foreach (var group in applied.GroupBy(e => e.Rule).OrderByDescending(g => g.Count()))
        {
            terminal.Line($"applied {group.Count(),6} x {group.Key}");
            if (detail) foreach (var e in group) terminal.Line($"    {e.Node}");
        }
        foreach (var group in missed.GroupBy(e => (e.Rule, e.Reason)).OrderBy(g => g.Key.Rule, StringComparer.Ordinal))
        {
            terminal.Line($"missed  {group.Count(),6} x {group.Key.Rule}: {group.Key.Reason}");
            if (detail) foreach (var e in group) terminal.Line($"    {e.Node}");
        }
        foreach (var p in report.Placements.Where(p => p.Refusals.Count > 0 && (node is null || p.Node.Name.Contains(node, StringComparison.Ordinal))))
            terminal.Line($"placed  {p.Node} on {p.Kernel.Backend}: {string.Join("; ", p.Refusals)}");
        terminal.Json(new JsonObject
        {
            ["imported_nodes"] = report.ImportedNodes,
            ["engine_nodes"] = report.EngineNodes,
            ["applied"] = Events(applied),
            ["missed"] = Events(missed),
            ["placements"] = new JsonArray([.. report.Placements.Select(p => (JsonNode)new JsonObject
            {
                ["node"] = p.Node.Name,
                ["operator"] = p.Node.Op.Info.FullName,
                ["kernel"] = p.Kernel.ToString(),
                ["refusals"] = new JsonArray([.. p.Refusals.Select(r => (JsonNode)r)]),
            })]),
        });
        return ExitCode.Done;
    }

    private static JsonArray Events(IEnumerable<RuleEvent> events) => new([.. events.Select(e => (JsonNode)new JsonObject
    {
        ["rule"] = e.Rule,
        ["node"] = e.Node,
        ["reason"] = e.Reason,
    })]);
}
