using System.Collections.Concurrent;
using System.IO.Compression;
using XinRT.Onnx;
using XinRT.Runtime.EngineFile;

namespace XinRT.TestKit.Fuzzing;

/// <summary>The files that mutations begin with: the models of the node tests, and graphs of real models without their
/// weights.</summary>
public sealed class FuzzSeeds
{
    private const int MaxModelBytes = 64 << 10;
    private static readonly string[] Skeletons = ["mobilenet_v2.torchscript", "minilm_l6.dynamo", "yolov5n_320.torchscript"];

    private readonly ConcurrentDictionary<string, byte[]?> _engines = new();

    private FuzzSeeds(IReadOnlyList<(string Name, byte[] Model)> models) => Models = models;

    /// <summary>All models, in order of name.</summary>
    public IReadOnlyList<(string Name, byte[] Model)> Models { get; }

    /// <summary>Reads them from the test data.</summary>
    public static FuzzSeeds Load()
    {
        var models = new List<(string, byte[])>();
        using (var zip = ZipFile.OpenRead(Repository.PathOf("tests", "data", "onnx-node-tests.zip")))
        {
            foreach (var entry in zip.Entries.Where(e => e.Name == "model.onnx" && e.Length < MaxModelBytes))
            {
                using var stream = entry.Open();
                using var bytes = new MemoryStream((int)entry.Length);
                stream.CopyTo(bytes);
                models.Add((Path.GetFileName(Path.GetDirectoryName(entry.FullName)!), bytes.ToArray()));
            }
        }
        foreach (string name in Skeletons) models.Add((name, File.ReadAllBytes(Repository.PathOf("tests", "data", "models", name, "model.onnx"))));
        return new([.. models.OrderBy(m => m.Item1, StringComparer.Ordinal)]);
    }

    /// <summary>The engine file of a model, or null if it cannot be built.</summary>
    public byte[]? Engine(int model) => _engines.GetOrAdd(Models[model].Name, name =>
    {
        try
        {
            using var engine = new EngineBuilder(FuzzRunner.Building).Build(OnnxModel.Parse(Models[model].Model, name));
            using var stream = new MemoryStream();
            EngineWriter.Write(engine.Plan, stream);
            return stream.ToArray();
        }
        catch (XinException)
        {
            return null;
        }
    });
}
