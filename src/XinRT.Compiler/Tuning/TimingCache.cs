using System.Globalization;
using System.Text;
using XinRT.Backends;

namespace XinRT.Compiler.Tuning;

/// <summary>Times of kernels measured earlier, by device, problem and kernel: one line each, tab-separated, so that files of several
/// machines can be joined. The latest few measurements are kept and their median counts, so that no single one decides for long.</summary>
public sealed class TimingCache
{
    private const string Header = "xinrt timings 2";

    // A number that is odd: one that is wrong is outvoted once there are two others.
    private const int Kept = 5;

    // The latest last.
    private readonly Dictionary<(string Device, string Problem, string Kernel), List<double>> _seconds = [];

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
            if (line.Split('\t') is not [var device, var problem, var kernel, var times]) continue;
            foreach (string time in times.Split(' '))
                if (double.TryParse(time, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)) cache.Add((device, problem, kernel), seconds);
        }
        return cache;
    }

    /// <summary>The time of a kernel, or null.</summary>
    public double? Find(string device, string problem, KernelSpec kernel)
    {
        if (!_seconds.TryGetValue((device, problem, kernel.ToString()), out var times)) return null;
        double[] sorted = [.. times.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Adds a measurement in seconds; what is no positive time is left out.</summary>
    public void Add(string device, string problem, KernelSpec kernel, double seconds) => Add((device, problem, kernel.ToString()), seconds);

    /// <summary>Writes the file anew; a reader never sees half of it.</summary>
    public void Save(string path)
    {
        var text = new StringBuilder(Header).Append('\n');
        var lines = _seconds.Select(s => $"{s.Key.Device}\t{s.Key.Problem}\t{s.Key.Kernel}\t{string.Join(' ', s.Value.Select(Print))}\n");
        foreach (string line in lines.Order(StringComparer.Ordinal)) text.Append(line);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        File.WriteAllText(temporary, text.ToString());
        File.Move(temporary, path, overwrite: true);
    }

    private static string Print(double seconds) => seconds.ToString("0.000000000", CultureInfo.InvariantCulture);

    private void Add((string Device, string Problem, string Kernel) key, double seconds)
    {
        // As the file has it.
        if (!(seconds >= 1e-9) || !double.IsFinite(seconds)) return;
        if (!_seconds.TryGetValue(key, out var times)) _seconds[key] = times = [];
        times.Add(seconds);
        if (times.Count > Kept) times.RemoveAt(0);
    }
}
