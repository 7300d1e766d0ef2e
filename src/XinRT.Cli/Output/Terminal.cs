using System.Text.Json;
using System.Text.Json.Nodes;

namespace XinRT.Cli.Output;

/// <summary>What verbs write: text or one JSON object to standard output, progress and errors to standard error.</summary>
internal sealed class Terminal(bool json)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Whether the result is to be JSON.</summary>
    public bool IsJson => json;

    /// <summary>Runs a verb; an error of ours becomes a message (or a JSON object) and an exit code.</summary>
    public int Guard(Func<int> verb)
    {
        try
        {
            return verb();
        }
        catch (AggregateException e) when (e.InnerException is XinException inner)
        {
            return Fail(inner);
        }
        catch (XinException e)
        {
            return Fail(e);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("xinrt: canceled");
            return ExitCode.Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(new BuildException("XIN8001", "file", e.Message, hint: "check path, rights and free space", inner: e));
        }
    }

    /// <summary>A line of text; nothing in JSON mode.</summary>
    public void Line(string text = "")
    {
        if (!json) Console.Out.WriteLine(text);
    }

    /// <summary>A table; nothing in JSON mode. Numbers are right-aligned.</summary>
    public void Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (json) return;
        var all = rows.ToList();
        var widths = headers.Select((h, i) => all.Select(r => r[i].Length).Append(h.Length).Max()).ToArray();
        var right = headers.Select((_, i) => all.Count > 0 && all.All(r => r[i].Length == 0 || char.IsAsciiDigit(r[i][0]) || r[i][0] is '-' or '∞')).ToArray();
        string Format(IReadOnlyList<string> row) => string.Join("  ", row.Select((c, i) => right[i] ? c.PadLeft(widths[i]) : c.PadRight(widths[i]))).TrimEnd();
        Console.Out.WriteLine(Format(headers));
        Console.Out.WriteLine(string.Join("  ", widths.Select(w => new string('-', w))));
        foreach (var row in all) Console.Out.WriteLine(Format(row));
    }

    /// <summary>The JSON object of the verb; nothing in text mode.</summary>
    public void Json(JsonObject result)
    {
        if (!json) return;
        using var stream = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(stream, Indented)) result.WriteTo(writer);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>A number that JSON can hold: infinities are cut to ±999, NaN is null.</summary>
    public static JsonNode? Number(double value) => double.IsNaN(value) ? null : JsonValue.Create(Math.Clamp(value, double.IsInfinity(value) ? -999 : double.MinValue, double.IsInfinity(value) ? 999 : double.MaxValue));

    private int Fail(XinException e)
    {
        Json(new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = e.Code,
                ["subject"] = e.Subject,
                ["because"] = e.Because,
                ["try"] = e.Hint,
                ["facts"] = new JsonArray([.. e.Facts.Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["value"] = f.Value })]),
            },
        });
        // Whole lines as they are: logs keep one line, and a wrapped path cannot be copied.
        Console.Error.WriteLine(Console.IsErrorRedirected ? e.Message : $"\e[31m{e.Message}\e[0m");
        return e is ModelException { Code: "XIN1002" or "XIN1008" or "XIN1009" or "XIN1012" or "XIN1013" }
            ? ExitCode.NotSupported : ExitCode.Failed;
    }
}
