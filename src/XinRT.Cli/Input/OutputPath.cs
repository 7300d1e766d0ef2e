using XinRT.Compiler.Tuning;

namespace XinRT.Cli.Input;

/// <summary>Makes sure, before the work begins, that its results can be written.</summary>
internal static class OutputPath
{
    /// <summary>An error if the file cannot be written; nothing is left behind.</summary>
    public static void CheckFile(string option, string? path)
    {
        if (path is null) return;
        if (path.Length == 0) throw Wrong(option, path, "the name of a file is wanted, but it is empty", "add the name of a file");
        if (Directory.Exists(path)) throw Wrong(option, path, "a file is to be written there, but it is a folder", "add the name of a file");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        if (!Directory.Exists(folder)) throw Wrong(option, path, $"there is no folder '{folder}'", "make the folder first");
        Try(option, path, () =>
        {
            if (File.Exists(path)) File.Open(path, FileMode.Open, FileAccess.Write).Dispose();
            else Probe(folder);
        });
    }

    /// <summary>An error if the file, or the data file beside it, is one that is read.</summary>
    public static void CheckApart(string option, string path, IEnumerable<string> read)
    {
        string[] written = [Real(path), Real(path + ".data")];
        if (read.FirstOrDefault(r => written.Contains(Real(r), StringComparer.Ordinal)) is { } same)
            throw Wrong(option, path, $"another file than '{same}' is wanted, which is read", "give another name");
    }

    /// <summary>Makes the folder if it is not there; an error if files cannot be written into it.</summary>
    public static void MakeFolder(string option, string? path)
    {
        if (path is null) return;
        if (path.Length == 0) throw Wrong(option, path, "the name of a folder is wanted, but it is empty", "give a folder");
        if (File.Exists(path)) throw Wrong(option, path, "a folder is wanted, but it is a file", "give another folder");
        Try(option, path, () =>
        {
            Directory.CreateDirectory(path);
            Probe(path);
        });
    }

    /// <summary>An error if the file of kernel times is something else, or cannot be added to. Its folder is made.</summary>
    public static void CheckTimingCache(string option, string? path)
    {
        if (!string.IsNullOrEmpty(path) && !Directory.Exists(path))
            MakeFolder(option, Path.GetDirectoryName(Path.GetFullPath(path)));
        CheckFile(option, path);
        if (path is not null) Try(option, path, () => TimingCache.Load(path));
    }

    /// <summary>An error if there is a file that does not hold the kernels of nodes, or none and none can be written.</summary>
    public static void CheckLock(string option, string? path)
    {
        if (path is not null && File.Exists(path)) Try(option, path, () => TacticLock.Read(path));
        else CheckFile(option, path);
    }

    private static void Probe(string folder) =>
        new FileStream(Path.Combine(folder, $".{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();

    private static void Try(string option, string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Wrong(option, path, $"it cannot be read or written ({e.Message})", "check path, rights and free space");
        }
    }

    private static string Real(string path) =>
        File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName
            : Path.GetFullPath(path);

    private static BuildException Wrong(string option, string path, string because, string hint) => new("XIN8001", $"{option} '{path}'", because, hint: hint);
}
