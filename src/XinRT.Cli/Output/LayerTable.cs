using System.Globalization;
using System.Text.Json.Nodes;
using XinRT.Compare.Reports;

namespace XinRT.Cli.Output;

/// <summary>Times of an engine's steps as a table or as JSON.</summary>
internal static class LayerTable
{
    /// <summary>Prints one line a step, with its share of the run and of what the device can do at most.</summary>
    public static void Print(string model, IReadOnlyList<LayerTime> layers, double peak, Terminal terminal)
    {
        double total = layers.Sum(l => l.Seconds);
        string F(double x) => x.ToString("0.0", CultureInfo.InvariantCulture);
        terminal.Line();
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{model}: {layers.Count} steps, {total * 1e3:0.00} ms, peak {peak / 1e9:0.0} GFLOP/s"));
        terminal.Table(["#", "node", "operator", "kernel", "output", "us", "GFLOP/s", "% of peak", "% of time"], layers.Select(l => (IReadOnlyList<string>)
        [
            l.Layer.Index.ToString(CultureInfo.InvariantCulture), l.Layer.Node.Name, l.Layer.Operator, l.Layer.Kernel, l.Layer.Output,
            F(l.Seconds * 1e6), F(l.FlopsPerSecond / 1e9), peak > 0 ? F(l.FlopsPerSecond / peak * 100) : "-", total > 0 ? F(l.Seconds / total * 100) : "-",
        ]));
    }

    /// <summary>One object a step.</summary>
    public static JsonArray Json(IReadOnlyList<LayerTime> layers, double peak)
    {
        double total = layers.Sum(l => l.Seconds);
        return new([.. layers.Select(l => (JsonNode)new JsonObject
        {
            ["index"] = l.Layer.Index,
            ["name"] = l.Layer.Node.Name,
            ["operator"] = l.Layer.Operator,
            ["kernel"] = l.Layer.Kernel,
            ["output_type"] = l.Layer.Output,
            ["us"] = l.Seconds * 1e6,
            ["flops"] = l.Layer.Flops,
            ["gflops_per_s"] = l.FlopsPerSecond / 1e9,
            ["percent_of_peak"] = peak > 0 ? l.FlopsPerSecond / peak * 100 : null,
            ["percent_of_time"] = total > 0 ? l.Seconds / total * 100 : null,
        })]);
    }
}
