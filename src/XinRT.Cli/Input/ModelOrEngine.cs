using XinRT.Cli.Output;
using XinRT.Onnx;

namespace XinRT.Cli.Input;

/// <summary>A file that is an engine or an ONNX model. Reading it is quick and tells the inputs, so that what is given for them can
/// be checked before a model is built.</summary>
internal sealed class ModelOrEngine : IDisposable
{
    private readonly string _path;
    private readonly BuildOptions _options;
    private Engine? _engine;

    private ModelOrEngine(string path, BuildOptions options, OnnxModel? model, Engine? engine)
    {
        (_path, _options, Model, _engine) = (path, options, model, engine);
        Inputs = engine?.Inputs ?? [.. OnnxImporter.InputTypes(model!).Select(i => new EngineTensor(i.Key, Given(i.Key, i.Value)))];
    }

    /// <summary>The model; null for an engine.</summary>
    public OnnxModel? Model { get; }

    /// <summary>Inputs with the shapes that the options fix.</summary>
    public IReadOnlyList<EngineTensor> Inputs { get; }

    /// <summary>Whether the file begins as an engine.</summary>
    public static bool IsEngine(string path)
    {
        if (!File.Exists(path)) return path.EndsWith(".xin", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path);
        using var stream = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[8];
        return stream.ReadAtLeast(magic, 8, throwOnEndOfStream: false) == 8 && magic.SequenceEqual("XINRTENG"u8);
    }

    /// <summary>Loads an engine or parses a model.</summary>
    public static ModelOrEngine Read(string path, BuildOptions options) => IsEngine(path)
        ? new(path, options, null, Engine.Load(path, options.Backends, options.Engine)) : new(path, options, OnnxModel.Load(path), null);

    /// <summary>Loads an engine or builds one.</summary>
    public static Engine Open(string path, BuildOptions options, CancellationToken cancel)
    {
        using var source = Read(path, options);
        return source.Open(new InputSource(source.Inputs, []), cancel);
    }

    /// <summary>The engine, built for the inputs that are given; the caller owns it.</summary>
    public Engine Open(InputSource given, CancellationToken cancel)
    {
        if (_engine is { } loaded)
        {
            _engine = null;
            return loaded;
        }
        using var progress = new BuildProgress(Path.GetFileName(_path));
        return new EngineBuilder(given.Prepare(_options)).Build(Model!, null, progress, cancel);
    }

    /// <summary>Closes an engine that nobody asked for.</summary>
    public void Dispose() => _engine?.Dispose();

    private IrType Given(string name, IrType declared) =>
        _options.Shapes.TryGetValue(name, out var shape) && declared is TensorType t ? t with { Shape = shape } : declared;
}
