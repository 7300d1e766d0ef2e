using System.Globalization;

namespace XinRT.Onnx.Export;

/// <summary>Names given so far. ONNX lets no body define a name that is visible in it, so values of all graphs of a
/// model share one table.</summary>
internal sealed class NameTable
{
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);

    /// <summary>The name itself if it is free, else the name with a number behind it.</summary>
    public string Unique(string name)
    {
        if (name.Length > 0 && _given.Add(name)) return name;
        int number = _next.GetValueOrDefault(name, 1);
        string numbered;
        do numbered = string.Create(CultureInfo.InvariantCulture, $"{(name.Length == 0 ? "value" : name)}_{number++}");
        while (!_given.Add(numbered));
        _next[name] = number;
        return numbered;
    }
}
