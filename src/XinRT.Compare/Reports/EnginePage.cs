using System.Globalization;
using System.Net;
using System.Text;
using XinRT.Planning;

namespace XinRT.Compare.Reports;

/// <summary>An engine as one HTML page without outside references: facts, layers, and the arena drawn over time.</summary>
public static class EnginePage
{
    private const int Width = 1000, Height = 360;

    /// <summary>The page.</summary>
    public static string Render(Engine engine, string title)
    {
        var (plan, program) = (engine.Plan, engine.TypicalProgram());
        var layers = program is null ? [] : EngineLayers.Of(program);
        var html = new StringBuilder("<!doctype html><meta charset=utf-8><title>").Append(Text(title)).Append("</title><style>")
            .Append("body{font:14px system-ui;margin:2em;color:#222}table{border-collapse:collapse}td,th{padding:2px 10px;text-align:left;border-bottom:1px solid #ddd}")
            .Append("td.n{text-align:right;font-variant-numeric:tabular-nums}rect{stroke:#fff;stroke-width:.5}</style><h1>").Append(Text(title)).Append("</h1><table>");
        foreach (var (key, value) in plan.Metadata) html.Append("<tr><th>").Append(Text(key)).Append("<td>").Append(Text(value));
        foreach (var v in plan.Graph.Inputs) html.Append("<tr><th>input<td>").Append(Text(v.ToString()));
        foreach (var v in plan.Graph.Outputs) html.Append("<tr><th>output<td>").Append(Text(v.ToString()));
        html.Append(CultureInfo.InvariantCulture, $"<tr><th>work<td>{layers.Sum(l => l.Flops) / 1e9:0.000} GFLOP<tr><th>weights<td>{layers.Sum(l => l.WeightBytes) / 1048576.0:0.00} MiB");
        html.Append(CultureInfo.InvariantCulture, $"");
        html.Append(program is null ? "<tr><th>arena<td>planned when the sizes of the inputs are known</table>" : string.Create(CultureInfo.InvariantCulture,
            $"<tr><th>arena<td>{program.ArenaBytes / 1048576.0:0.00} MiB, lower bound {program.LowerBoundBytes / 1048576.0:0.00} MiB</table>"));
        if (program is not null) AppendArena(html, program);
        html.Append("<h2>Layers</h2><table><tr><th>#<th>node<th>operator<th>output<th>kernel<th>MFLOP<th>KiB<th>stands for");
        foreach (var l in layers)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td class=n>{l.Index}<td>{Text(l.Node.Name)}<td>{Text(l.Operator)}<td>{Text(l.Output)}<td>{Text(l.Kernel)}")
                .Append(CultureInfo.InvariantCulture, $"<td class=n>{l.Flops / 1e6:0.00}<td class=n>{l.Bytes / 1024:0}<td>{Text(string.Join(", ", l.Node.Origins))}");
        }
        html.Append("</table>");
        AppendTuned(html, plan);
        return html.Append('\n').ToString();
    }

    private static void AppendTuned(StringBuilder html, EnginePlan plan)
    {
        if (plan.Tuned.Count == 0) return;
        html.Append("<h2>Kernels that were tried</h2><table><tr><th>node<th>steps<th>kernel<th>us<th>");
        foreach (var problem in plan.Tuned)
        {
            string head = string.Create(CultureInfo.InvariantCulture, $"{Text(plan.Graph.Nodes[problem.Nodes[0]].Name)}<td class=n>{problem.Nodes.Count}");
            foreach (var (spec, seconds) in problem.Candidates)
            {
                html.Append(CultureInfo.InvariantCulture, $"<tr><td>{head}<td>{Text(spec.ToString())}<td class=n>{seconds * 1e6:0.0}<td>{(spec == problem.Chosen ? "chosen" : "")}");
                head = "<td>";
            }
        }
        html.Append("</table>");
    }

    // Time runs to the right, addresses upwards; a rectangle is one buffer.
    private static void AppendArena(StringBuilder html, ProgramPlan plan)
    {
        if (plan.ArenaBytes == 0) return;
        double perStep = (double)Width / Math.Max(1, plan.Steps.Count + 1), perByte = (double)Height / plan.ArenaBytes;
        html.Append(CultureInfo.InvariantCulture, $"<h2>Arena over time</h2><svg width={Width} height={Height} style='background:#f4f4f4'>");
        var names = plan.Places.Where(p => p.Value.Buffer is ArenaBuffer).GroupBy(p => (ArenaBuffer)p.Value.Buffer).ToDictionary(g => g.Key, g => string.Join(", ", g.Select(p => p.Key.Name)));
        foreach (var p in plan.Buffers)
        {
            string name = names.GetValueOrDefault(p, "workspace");
            int first = Math.Max(0, p.FirstStep), last = Math.Min(plan.Steps.Count, p.LastStep), hue = (int)(XxColor(name) % 360);
            html.Append(CultureInfo.InvariantCulture, $"<rect x={first * perStep:0.0} y={Height - (p.Offset + p.Bytes) * perByte:0.0} ")
                .Append(CultureInfo.InvariantCulture, $"width={(last - first + 1) * perStep:0.0} height={p.Bytes * perByte:0.0} fill='hsl({hue} 60% 60%)'>")
                .Append(CultureInfo.InvariantCulture, $"<title>{Text(name)}: {p.Bytes} bytes at {p.Offset}, steps {first} to {last}</title></rect>");
        }
        html.Append("</svg>");
    }

    // Same name, same color, in every run.
    private static uint XxColor(string name) => name.Aggregate(2166136261u, (h, c) => (h ^ c) * 16777619u);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
