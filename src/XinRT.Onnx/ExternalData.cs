using System.Globalization;
using XinRT.Onnx.Proto;

namespace XinRT.Onnx;

/// <summary>Data of tensors kept in files beside the model or, where the model is a link, beside the file it leads to (download
/// caches link model and data into one folder). Files are mapped, not copied; a path that leaves both folders is refused.</summary>
public sealed class ExternalData
{
    private readonly string[] _folders;
    private readonly Dictionary<string, MappedFile> _files = new(StringComparer.Ordinal);

    /// <summary>Opens data of a model file.</summary>
    /// <param name="model">Path of the model, or of a link to it.</param>
    public ExternalData(string model) =>
        _folders = [.. new[] { Path.GetFullPath(model), Resolve(Path.GetFullPath(model)) }.Select(p => Path.GetDirectoryName(p)!).Distinct()];

    private ExternalData() => _folders = [];

    /// <summary>For models that have no folder.</summary>
    public static ExternalData None { get; } = new();

    /// <summary>Where a file of data may be: beside the model, and beside the file that a link to it leads
    /// to.</summary>
    public IEnumerable<string> Candidates(string location) =>
        _folders.Select(f => Path.Combine([f, .. location.Split('/', '\\')]));

    /// <summary>The bytes of a tensor; <paramref name="length"/> is what its type and sizes ask for.</summary>
    public Memory<byte> Read(TensorProto tensor, long length)
    {
        string? location = null;
        long offset = 0, stated = length;
        foreach (var entry in tensor.ExternalData)
        {
            switch (entry.Key)
            {
                case "location": location = entry.Value; break;
                case "offset": offset = Number(tensor, entry); break;
                case "length": stated = Number(tensor, entry); break;
            }
        }
        if (location is null) throw Error(tensor, "it is external, but names no location");
        if (stated < length) throw Error(tensor, $"its type needs {length} bytes, but the model states {stated}");
        // Nothing is read; an empty file cannot be mapped.
        if (length == 0) return default;
        var file = Open(tensor, location);
        if (offset < 0 || offset > file.Length - length)
            throw Error(tensor, $"it needs {length} bytes at {offset}, but '{location}' has {file.Length}");
        return file.Slice(offset, (int)length);
    }

    private static long Number(TensorProto tensor, StringStringEntryProto entry) =>
        long.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
            : throw Error(tensor, $"'{entry.Key}' must be a number, but it is '{entry.Value}'");

    private static ModelException Error(TensorProto tensor, string because) => new("XIN1007", $"tensor '{tensor.Name}'", because,
        hint: "keep the model and its data files together as they were exported");

    private MappedFile Open(TensorProto tensor, string location)
    {
        if (_files.TryGetValue(location, out var known)) return known;
        if (_folders.Length == 0) throw Error(tensor, $"its data is in '{location}', but a model read from memory has no folder");
        string[] parts = location.Split('/', '\\');
        if (Path.IsPathRooted(location) || parts.Contains("..") || location.Contains('\0', StringComparison.Ordinal))
            throw Error(tensor, $"external data must be below the model's folder, but the location is '{location}'");
        string path = _folders.Select(f => Path.Combine([f, .. parts])).FirstOrDefault(File.Exists)
            ?? throw Error(tensor, $"its data is in '{location}', but there is no such file beside the model");
        string real = Resolve(path);
        if (!_folders.Any(f => IsBelow(real, Resolve(f)))) throw Error(tensor, $"'{location}' is a link that leaves the model's folder");
        if (new FileInfo(real).Length == 0) throw Error(tensor, $"its data is in '{location}', but that file is empty");
        return _files[location] = MappedFile.Open(path);
    }

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + (Path.EndsInDirectorySeparator(folder) ? "" : Path.DirectorySeparatorChar), StringComparison.Ordinal);

    // Follows the links of every part of the path, not only of the last.
    private static string Resolve(string path)
    {
        string root = Path.GetPathRoot(path)!;
        string resolved = root;
        foreach (string part in path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            resolved = Path.Combine(resolved, part);
            FileSystemInfo info = Directory.Exists(resolved) ? new DirectoryInfo(resolved) : new FileInfo(resolved);
            if (info.ResolveLinkTarget(returnFinalTarget: true) is { } target) resolved = Resolve(target.FullName);
        }
        return resolved;
    }
}
