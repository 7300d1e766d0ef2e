using System.Globalization;
using System.Net;
using System.Text;
using XinRT.Runtime;

namespace XinRT.Compare.Reports;

/// <summary>An engine as one HTML page without outside references: facts, layers, and the arena drawn over time.</summary>
public static class EnginePage
{
    private const int Width = 1000, Height = 360;

    /// <summary>The page.</summary>
    public static string Render(EnginePlan plan, string title)
    {
        var layers = EngineLayers.Of(plan);
        var html = new StringBuilder("<!doctype html><meta charset=utf-8><title>").Append(Text(title)).Append("</title><style>")
            .Append("body{font:14px system-ui;margin:2em;color:#222}table{border-collapse:collapse}td,th{padding:2px 10px;text-align:left;border-bottom:1px solid #ddd}")
            .Append("td.n{text-align:right;font-variant-numeric:tabular-nums}rect{stroke:#fff;stroke-width:.5}</style><h1>").Append(Text(title)).Append("</h1><table>");
        foreach (var (key, value) in plan.Metadata) html.Append("<tr><th>").Append(Text(key)).Append("<td>").Append(Text(value));
        foreach (var v in plan.Graph.Inputs) html.Append("<tr><th>input<td>").Append(Text(v.ToString()));
        foreach (var v in plan.Graph.Outputs) html.Append("<tr><th>output<td>").Append(Text(v.ToString()));
        html.Append(CultureInfo.InvariantCulture, $"<tr><th>work<td>{layers.Sum(l => l.Flops) / 1e9:0.000} GFLOP<tr><th>weights<td>{layers.Sum(l => l.WeightBytes) / 1048576.0:0.00} MiB");
        html.Append(CultureInfo.InvariantCulture, $"<tr><th>arena<td>{plan.Memory.ArenaBytes / 1048576.0:0.00} MiB, lower bound {plan.Memory.LowerBoundBytes / 1048576.0:0.00} MiB</table>");
        AppendArena(html, plan);
        html.Append("<h2>Layers</h2><table><tr><th>#<th>node<th>operator<th>output<th>kernel<th>MFLOP<th>KiB<th>stands for");
        foreach (var l in layers)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td class=n>{l.Index}<td>{Text(l.Name)}<td>{Text(l.Operator)}<td>{Text(l.Output)}<td>{Text(l.Kernel)}")
                .Append(CultureInfo.InvariantCulture, $"<td class=n>{l.Flops / 1e6:0.00}<td class=n>{l.Bytes / 1024:0}<td>{Text(string.Join(", ", l.Origins))}");
        }
        return html.Append("</table>\n").ToString();
    }

    // Time runs to the right, addresses upwards; a rectangle is one value.
    private static void AppendArena(StringBuilder html, EnginePlan plan)
    {
        if (plan.Memory.ArenaBytes == 0) return;
        double perStep = (double)Width / Math.Max(1, plan.Graph.Nodes.Count + 1), perByte = (double)Height / plan.Memory.ArenaBytes;
        html.Append(CultureInfo.InvariantCulture, $"<h2>Arena over time</h2><svg width={Width} height={Height} style='background:#f4f4f4'>");
        foreach (var p in plan.Memory.Places)
        {
            int hue = (int)(XxColor(p.Value) % 360);
            html.Append(CultureInfo.InvariantCulture, $"<rect x={p.FirstStep * perStep:0.0} y={Height - (p.Offset + p.Bytes) * perByte:0.0} ")
                .Append(CultureInfo.InvariantCulture, $"width={(p.LastStep - p.FirstStep + 1) * perStep:0.0} height={p.Bytes * perByte:0.0} fill='hsl({hue} 60% 60%)'>")
                .Append(CultureInfo.InvariantCulture, $"<title>{Text(p.Value)}: {p.Bytes} bytes at {p.Offset}, steps {p.FirstStep} to {p.LastStep}</title></rect>");
        }
        html.Append("</svg>");
    }

    // Same name, same color, in every run.
    private static uint XxColor(string name) => name.Aggregate(2166136261u, (h, c) => (h ^ c) * 16777619u);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
