using System.Collections.Concurrent;
using System.CommandLine;
using System.IO.Enumeration;
using System.Text.Json.Nodes;
using XinRT.Cli.Input;
using XinRT.Cli.Output;
using XinRT.Compare.Conformance;
using XinRT.Onnx;
using XinRT.Runtime.EngineFile;

namespace XinRT.Cli.Verbs;

/// <summary><c>xinrt conform SUITE</c></summary>
internal static class ConformVerb
{
    public static Command Create()
    {
        var path = new Argument<string>("suite") { Description = "Folder or zip file of the ONNX backend test suite." };
        var filter = new Option<string>("--filter") { Description = "Only cases whose name matches this glob.", DefaultValueFactory = _ => "*" };
        var verb = new Command("conform", "Run the ONNX backend test suite.") { path, filter };
        var shared = new SharedOptions(verb, builds: true);
        verb.SetAction((args, cancel) => Task.FromResult(shared.Terminal(args).Guard(() =>
        {
            // Cases run side by side, so each uses one thread.
            var build = shared.Build(args) with { Threads = 1, Engine = shared.Engine(args) with { Threads = 1 } };
            return Run(ConformanceSuite.Open(args.GetValue(path)!), args.GetValue(filter)!, build, shared.Threads(args), shared.Terminal(args), cancel);
        })));
        return verb;
    }

    private static int Run(ConformanceSuite suite, string filter, BuildOptions build, int threads, Terminal terminal, CancellationToken cancel)
    {
        var cases = suite.Cases.Where(c => FileSystemName.MatchesSimpleExpression(filter, c.Name)).ToList();
        if (cases.Count == 0)
        {
            throw new InferenceException("XIN8002", "--filter", $"a glob such as test_conv_* is wanted, but '{filter}' matches none of the {suite.Cases.Count} cases",
                hint: "put the glob in quotes; case names begin with 'test_'");
        }
        var results = new ConcurrentDictionary<string, (string Status, string? Reason)>();
        using (var progress = new ProgressBar("conform", cases.Count))
        {
            Parallel.ForEach(cases, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, c =>
            {
                string? skip = suite.SkipReason(c.Name);
                string? failure = skip is null ? c.Run(model => Ready(model, build)) : null;
                results[c.Name] = (skip is not null ? "skipped" : failure is null ? "passed" : "failed", skip ?? failure);
                progress.Step();
            });
        }
        int Count(string status) => results.Values.Count(r => r.Status == status);
        foreach (var (name, (status, reason)) in results.OrderBy(r => r.Key, StringComparer.Ordinal))
            if (status != "passed") terminal.Line($"{status} {name}: {reason}");
        terminal.Line($"{Count("passed")} passed, {Count("failed")} failed, {Count("skipped")} skipped");
        terminal.Json(new JsonObject
        {
            ["passed"] = Count("passed"),
            ["failed"] = Count("failed"),
            ["skipped"] = Count("skipped"),
            ["cases"] = new JsonArray([.. results.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => (JsonNode)new JsonObject
            {
                ["name"] = r.Key,
                ["status"] = r.Value.Status,
                ["reason"] = r.Value.Reason,
            })]),
        });
        return Count("failed") == 0 ? ExitCode.Done : ExitCode.Mismatch;
    }

    // The whole road: engine built, written as a file, read back, run.
    private static ConformanceRun Ready(OnnxModel model, BuildOptions options)
    {
        using var file = new MemoryStream();
        using (var built = new EngineBuilder(options).Build(model)) EngineWriter.Write(built.Plan, file);
        var engine = new Engine(EngineReader.Read(file.ToArray(), model.Name), options.Backends, options.Engine);
        var context = engine.CreateContext();
        return new(engine.Plan.Graph, inputs =>
        {
            for (int i = 0; i < inputs.Count; i++) context.SetInput(engine.Inputs[i].Name, inputs[i]);
            context.Run();
            return [.. Enumerable.Range(0, engine.Outputs.Count).Select(context.Output)];
        }, () =>
        {
            context.Dispose();
            engine.Dispose();
        });
    }
}
