using System.IO.Compression;
using System.IO.Enumeration;
using XinRT.Onnx;

namespace XinRT.Compare.Conformance;

/// <summary>The ONNX backend test suite in a folder or a zip file.</summary>
public sealed class ConformanceSuite
{
    private readonly List<ConformanceCase> _cases;
    private readonly List<(string Glob, string Reason)> _skips;

    private ConformanceSuite(List<ConformanceCase> cases, List<(string, string)> skips)
    {
        _cases = cases;
        _skips = skips;
    }

    /// <summary>Cases in order of name.</summary>
    public IReadOnlyList<ConformanceCase> Cases => _cases;

    /// <summary>Opens a folder or zip file whose folders hold <c>model.onnx</c> and <c>test_data_set_N</c>.</summary>
    public static ConformanceSuite Open(string path)
    {
        var cases = Directory.Exists(path) ? FromFolder(path) : File.Exists(path) ? FromZip(path)
            : throw new ModelException("XIN1001", Path.GetFileName(path), $"a folder or zip file of test cases is wanted, but there is no '{path}'", hint: "check the path");
        if (cases.Count == 0)
        {
            throw new ModelException("XIN1001", Path.GetFileName(path), "test cases are wanted, but no folder in it holds a model.onnx",
                hint: "give the folder or zip of the ONNX backend test suite");
        }
        return new([.. cases.OrderBy(c => c.Name, StringComparer.Ordinal)], ReadSkips());
    }

    /// <summary>Why a case cannot be verified, or null if it can.</summary>
    public string? SkipReason(string name) => _skips.FirstOrDefault(s => FileSystemName.MatchesSimpleExpression(s.Glob, name)).Reason;

    private static List<ConformanceCase> FromFolder(string root) =>
        [.. Directory.EnumerateFiles(root, "model.onnx", SearchOption.AllDirectories).Select(model =>
        {
            string folder = Path.GetDirectoryName(model)!;
            return new ConformanceCase(Path.GetFileName(folder),
                file => File.Exists(Path.Combine(folder, file)) ? File.ReadAllBytes(Path.Combine(folder, file)) : null,
                () => OnnxModel.Load(model));
        })];

    private static List<ConformanceCase> FromZip(string path)
    {
        var entries = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            using var zip = ZipFile.OpenRead(path);
            foreach (var entry in zip.Entries.Where(e => e.Length > 0))
            {
                using var stream = entry.Open();
                using var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                entries[entry.FullName] = bytes.ToArray();
            }
        }
        catch (InvalidDataException e)
        {
            throw new ModelException("XIN1001", Path.GetFileName(path), $"a folder or zip file of test cases is wanted, but it is no zip archive ({e.Message})",
                hint: "give the folder or zip of the ONNX backend test suite", inner: e);
        }
        return [.. entries.Keys.Where(k => k.EndsWith("/model.onnx", StringComparison.Ordinal)).Select(k =>
        {
            string folder = k[..^"model.onnx".Length];
            return new ConformanceCase(Path.GetFileName(folder.TrimEnd('/')), file => entries.GetValueOrDefault(folder + file),
                () => OnnxModel.Parse(entries[k], folder.TrimEnd('/')));
        })];
    }

    private static List<(string, string)> ReadSkips()
    {
        using var stream = typeof(ConformanceSuite).Assembly.GetManifestResourceStream("conformance-skips.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split(' ', 2)).Select(p => (p[0], p[1]))];
    }
}
