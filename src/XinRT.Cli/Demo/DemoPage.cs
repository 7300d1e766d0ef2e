using System.Globalization;
using System.Net;
using System.Text;

namespace XinRT.Cli.Demo;

/// <summary>The demo's result as one HTML page without outside references.</summary>
internal static class DemoPage
{
    public static string Render(DemoResult result, byte[] picture)
    {
        var html = new StringBuilder("<!doctype html><meta charset=utf-8><title>XinRT demo</title><style>")
            .Append("body{font:15px system-ui;margin:2em;color:#222}table{border-collapse:collapse}td,th{padding:3px 12px;text-align:left;border-bottom:1px solid #ddd}img{border:1px solid #ccc}</style>")
            .Append("<h1>XinRT demo: ").Append(Text(result.Title)).Append("</h1><p><img alt='page with boxes' src='data:image/png;base64,").Append(Convert.ToBase64String(picture)).Append("'>");
        if (result.Lines.Count > 0)
        {
            html.Append("<h2>Lines</h2><table><tr><th>text<th>confidence<th>left<th>top<th>right<th>bottom");
            foreach (var l in result.Lines)
                html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(l.Text)}<td>{l.Confidence:0.000}<td>{l.Box.Left}<td>{l.Box.Top}<td>{l.Box.Right}<td>{l.Box.Bottom}");
            html.Append("</table>");
        }
        html.Append("<h2>Engines</h2><table><tr><th>model<th>nodes before<th>nodes after<th>build ms<th>run ms<th>ONNX Runtime ms<th>cosine<th>largest difference / range");
        foreach (var e in result.Engines)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(e.Name)}<td>{e.NodesBefore}<td>{e.NodesAfter}<td>{e.BuildMs:0}<td>{e.RunMs:0.0}<td>{e.GoldenMs:0.0}")
                .Append(CultureInfo.InvariantCulture, $"<td>{e.Difference?.Cosine:0.0000000}<td>{e.Difference?.MaxRel:0.0e+0}");
        }
        return html.Append("</table>\n").ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
