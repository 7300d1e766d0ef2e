using System.Globalization;
using System.Net;
using System.Text;
using XinRT.Compare.Golden;

namespace XinRT.Compare.Reports;

/// <summary>A comparison as one HTML page without outside references.</summary>
public static class ComparisonPage
{
    /// <summary>The page.</summary>
    public static string Render(ModelComparison comparison, string title)
    {
        var html = new StringBuilder("<!doctype html><meta charset=utf-8><title>").Append(Text(title))
            .Append("</title><style>body{font:14px system-ui;margin:2em;color:#222}table{border-collapse:collapse}td,th{padding:3px 12px;text-align:right;border-bottom:1px solid #ddd}td:first-child,th:first-child{text-align:left}.bad{color:#b00}</style>")
            .Append("<h1>").Append(Text(title)).Append("</h1><p class=").Append(comparison.Match ? "good" : "bad").Append('>')
            .Append(comparison.Match ? "Matches " : "Does not match ").Append(Text(comparison.Golden))
            .Append("<table><tr><th>output<th>shape<th>max abs<th>max difference / range<th>cosine<th>SNR dB<th>");
        foreach (var d in comparison.Outputs)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(d.Name)}<td>{Text(d.Shape)}<td>{d.MaxAbs:G4}<td>{d.MaxRel:G4}<td>{d.Cosine:0.0000000}<td>{d.SnrDb:G4}")
                .Append("<td>").Append(Text(comparison.Criteria.Accepts(d) ? "ok" : d.Problem is null ? "differs" : $"differs: {d.Problem}"));
        }
        html.Append("</table>");
        if (comparison.Boundaries is { } b)
            html.Append(CultureInfo.InvariantCulture, $"<p>{b.Count} quantized values, each computed from inputs of either side: at most {b.MaxSteps} steps off ({Text(b.Worst)}); {b.ShareOff:G3} of the elements are off at all.");
        if (comparison.Verdict is { } v)
            html.Append(CultureInfo.InvariantCulture, $"<p>Difference to the same model in FP64, relative to the range: tested {v.TestedMaxRel:G3}, golden {v.GoldenMaxRel:G3}.");
        return html.Append('\n').ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
