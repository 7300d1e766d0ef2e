using System.Diagnostics;
using XinRT.Compare.Golden;
using XinRT.Compare.OnnxRuntime;
using XinRT.Onnx;

namespace XinRT.Cli.Demo;

/// <summary>A model built, saved, loaded again, ready to run, and compared with ONNX Runtime on demand.</summary>
internal sealed class DemoModel : IDisposable
{
    private readonly string _path;
    private readonly int _threads;
    private readonly BuildReport _report = new();
    private readonly Engine _engine;
    private readonly double _buildMs;

    /// <summary>Builds the engine file beside the model and loads it.</summary>
    public DemoModel(string path, string engineFile, BuildOptions options)
    {
        (_path, _threads) = (path, options.Threads);
        long start = Stopwatch.GetTimestamp();
        using (var built = new EngineBuilder(options).Build(OnnxModel.Load(path), _report)) built.Save(engineFile);
        _buildMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        _engine = Engine.Load(engineFile, options.Engine);
        Runner = new EngineRunner(_engine);
    }

    public EngineRunner Runner { get; }

    public string InputName => _engine.Inputs[0].Name;

    /// <summary>Runs one input here and on ONNX Runtime; times are of the second run.</summary>
    public DemoEngine Compare(Tensor input)
    {
        var inputs = new Dictionary<string, Datum> { [InputName] = input };
        var (ours, runMs) = Time(Runner, inputs);
        double goldenMs = 0;
        OutputDifference? difference = null;
        try
        {
            using var golden = new OnnxRuntimeRunner(_path, _threads);
            (var expected, goldenMs) = Time(golden, inputs);
            difference = OutputDifference.Measure(expected.Keys.First(), expected.Values.First(), ours.Values.First());
        }
        catch (Exception e) when (e is BackendException or DllNotFoundException or TypeInitializationException)
        {
            Console.Error.WriteLine($"ONNX Runtime does not run here, so nothing is compared ({e.Message.Split('\n')[0]})");
        }
        return new(Path.GetFileName(_path), _report.ImportedNodes, _report.EngineNodes, _buildMs, runMs, goldenMs, difference);
    }

    public void Dispose()
    {
        Runner.Dispose();
        _engine.Dispose();
    }

    private static (IReadOnlyDictionary<string, Datum> Outputs, double Ms) Time(IGoldenRunner runner, IReadOnlyDictionary<string, Datum> inputs)
    {
        runner.Run(inputs);
        long start = Stopwatch.GetTimestamp();
        var outputs = runner.Run(inputs);
        return (outputs, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}
