using System.Globalization;
using System.Text.Json.Nodes;
using XinRT.Ir;
using XinRT.Planning;

namespace XinRT.Cli.Output;

/// <summary>The kernels that were tried for an engine, with their times.</summary>
internal static class TuningTable
{
    /// <summary>Prints one line a candidate; nothing if none was measured.</summary>
    public static void Print(Graph graph, IReadOnlyList<TunedProblem> tuned, Terminal terminal)
    {
        if (tuned.Count == 0) return;
        terminal.Line();
        terminal.Table(["tuned node", "steps", "kernel", "us", ""], tuned.SelectMany(t => t.Candidates.Select((c, i) => (IReadOnlyList<string>)
        [
            i == 0 ? graph.Nodes[t.Nodes[0]].Name : "", i == 0 ? t.Nodes.Count.ToString(CultureInfo.InvariantCulture) : "", c.Spec.ToString(),
            (c.Seconds * 1e6).ToString("0.0", CultureInfo.InvariantCulture),
            c.Spec == t.Chosen ? "chosen" : i == 0 && t.Untried > 0 ? string.Create(CultureInfo.InvariantCulture, $"{t.Untried} not tried") : "",
        ])));
    }

    /// <summary>The same as JSON.</summary>
    public static JsonArray Json(Graph graph, IReadOnlyList<TunedProblem> tuned) => new([.. tuned.Select(t => (JsonNode)new JsonObject
    {
        ["nodes"] = new JsonArray([.. t.Nodes.Select(n => (JsonNode)graph.Nodes[n].Name)]),
        ["chosen"] = t.Chosen.ToString(),
        ["untried"] = t.Untried,
        ["candidates"] = new JsonArray([.. t.Candidates.Select(c => (JsonNode)new JsonObject { ["kernel"] = c.Spec.ToString(), ["us"] = c.Seconds * 1e6 })]),
    })]);
}
