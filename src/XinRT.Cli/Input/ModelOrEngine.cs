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

    /// <summary>Loads an engine or builds one.</summary>
    public static Engine Open(string path, BuildOptions options, BuildReport? report = null, CancellationToken cancel = default)
    {
        if (IsEngine(path)) return Engine.Load(path, options.Backends, options.Engine);
        using var progress = new BuildProgress(Path.GetFileName(path));
        return new EngineBuilder(options).Build(OnnxModel.Load(path), report, progress, cancel);
    }
}
