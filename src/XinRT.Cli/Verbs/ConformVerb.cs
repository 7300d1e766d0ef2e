using System.Collections.Concurrent;
using System.CommandLine;
using System.IO.Enumeration;
using System.Text.Json.Nodes;
using XinRT.Compare.Conformance;
using XinRT.Onnx;
using XinRT.Runtime.EngineFile;

namespace XinRT.Cli.Verbs;

/// <summary><c>xinrt conform SUITE</c></summary>
internal static class ConformVerb
{
    public static Command Create()
    {
        var suite = new Argument<string>("suite") { Description = "Folder or zip file of the ONNX backend test suite." };
        var filter = new Option<string>("--filter") { Description = "Only cases whose name matches this glob.", DefaultValueFactory = _ => "*" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var verb = new Command("conform", "Run the ONNX backend test suite.") { suite, filter, json };
        verb.SetAction(args => Run(args.GetValue(suite)!, args.GetValue(filter)!, args.GetValue(json)));
        return verb;
    }

    private static int Run(string path, string filter, bool json)
    {
        var suite = ConformanceSuite.Open(path);
        var results = new ConcurrentDictionary<string, (string Status, string? Reason)>();
        Parallel.ForEach(suite.Cases.Where(c => FileSystemName.MatchesSimpleExpression(filter, c.Name)), c =>
        {
            string? reason = suite.SkipReason(c.Name);
            string status = "skipped";
            if (reason is null)
            {
                reason = c.Run(Build);
                status = reason is null ? "passed" : "failed";
            }
            results[c.Name] = (status, reason);
        });
        int Count(string status) => results.Values.Count(r => r.Status == status);
        if (json)
        {
            Console.WriteLine(new JsonObject
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
        }
        else
        {
            foreach (var (name, (status, reason)) in results.OrderBy(r => r.Key, StringComparer.Ordinal))
                if (status != "passed") Console.WriteLine($"{status} {name}: {reason}");
            Console.WriteLine($"{Count("passed")} passed, {Count("failed")} failed, {Count("skipped")} skipped");
        }
        return Count("failed") == 0 ? 0 : 4;
    }

    // The whole road: engine built, written as a file, read back, run.
    private static ConformanceRun Build(OnnxModel model)
    {
        var options = new EngineOptions { Threads = 1 };
        using var built = new EngineBuilder(new BuildOptions { Engine = options, Threads = 1 }).Build(model);
        using var file = new MemoryStream();
        EngineWriter.Write(built.Plan, file);
        var engine = new Engine(EngineReader.Read(file.ToArray(), model.Name), DefaultBackends.Create(), options);
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
