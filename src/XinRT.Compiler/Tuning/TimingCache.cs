using System.Globalization;
using System.Text;
using XinRT.Backends;

namespace XinRT.Compiler.Tuning;

/// <summary>Times of kernels measured earlier, by device, problem and kernel: one line each, tab-separated, so that files of several
/// machines can be joined.</summary>
public sealed class TimingCache
{
    private const string Header = "xinrt timings 1";

    private readonly Dictionary<(string Device, string Problem, string Kernel), double> _seconds = [];

    /// <summary>Reads a file, which need not exist; a <see cref="BuildException"/> if it is something else.</summary>
    public static TimingCache Load(string path)
    {
        var cache = new TimingCache();
        if (!File.Exists(path)) return cache;
        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header)
            throw new BuildException("XIN4004", $"timing cache '{path}'", $"its first line should be '{Header}'", hint: "delete the file, or name another");
        foreach (string line in lines.Skip(1))
        {
            // A line cut off by a crash costs its own entry only.
            if (line.Split('\t') is [var device, var problem, var kernel, var text] && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds > 0)
                cache._seconds[(device, problem, kernel)] = seconds;
        }
        return cache;
    }

    /// <summary>The time of a kernel, or null.</summary>
    public double? Find(string device, string problem, KernelSpec kernel) =>
        _seconds.TryGetValue((device, problem, kernel.ToString()), out double seconds) ? seconds : null;

    /// <summary>Keeps a time; a shorter one known stays.</summary>
    public void Add(string device, string problem, KernelSpec kernel, double seconds)
    {
        var key = (device, problem, kernel.ToString());
        _seconds[key] = _seconds.TryGetValue(key, out double known) ? Math.Min(known, seconds) : seconds;
    }

    /// <summary>Writes the file anew; a reader never sees half of it.</summary>
    public void Save(string path)
    {
        var text = new StringBuilder(Header).Append('\n');
        var lines = _seconds.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key.Device}\t{s.Key.Problem}\t{s.Key.Kernel}\t{s.Value:0.000000000}\n"));
        foreach (string line in lines.Order(StringComparer.Ordinal)) text.Append(line);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        File.WriteAllText(temporary, text.ToString());
        File.Move(temporary, path, overwrite: true);
    }
}
