using XinRT.Cli.Output;
using XinRT.Onnx;

namespace XinRT.Cli.Input;

/// <summary>A file that is an engine or an ONNX model; a model is built first.</summary>
internal static class ModelOrEngine
{
    /// <summary>Whether the file begins as an engine.</summary>
    public static bool IsEngine(string path)
    {
        if (!File.Exists(path)) return path.EndsWith(".xin", StringComparison.OrdinalIgnoreCase);
        using var stream = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[8];
        return stream.ReadAtLeast(magic, 8, throwOnEndOfStream: false) == 8 && magic.SequenceEqual("XINRTENG"u8);
    }

    /// <summary>Loads an engine or builds one, for the sizes of the inputs that are given.</summary>
    public static Engine Open(string path, BuildOptions options, string[]? inputs = null, CancellationToken cancel = default)
    {
        if (IsEngine(path)) return Engine.Load(path, options.Backends, options.Engine);
        var model = OnnxModel.Load(path);
        options = InputSource.Prepare(model, options, inputs ?? []);
        using var progress = new BuildProgress(Path.GetFileName(path));
        return new EngineBuilder(options).Build(model, progress: progress, cancel: cancel);
    }
}
