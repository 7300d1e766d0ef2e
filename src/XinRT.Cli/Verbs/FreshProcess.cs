using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Text.Json;
using System.Text.Json.Nodes;
using XinRT.Cli.Output;
using XinRT.Compare.Files;
using XinRT.Compare.Golden;
using XinRT.Compare.OnnxRuntime;

namespace XinRT.Cli.Verbs;

/// <summary>What a process of its own needs for one model, as users meet it: this command starts itself, loads the model as the
/// first thing, runs it, and tells times and peak memory. In the process of a comparison both sides share the memory, and code that
/// loads is compiled already.</summary>
/// <param name="LoadMs">From the file to a context that is ready to run: median of the processes.</param>
/// <param name="FirstMs">The first run: median of the processes.</param>
/// <param name="PeakMb">Largest resident memory of the whole process, pages of mapped files among it, in MiB.</param>
internal sealed record FreshProcess(double LoadMs, double FirstMs, double PeakMb)
{
    /// <summary>Name of the side that is an engine.</summary>
    public const string Engine = "xinrt";

    /// <summary>Name of the other side.</summary>
    public const string Peer = "onnxruntime";

    private const int Processes = 3, Runs = 10;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(2);

    /// <summary>Starts the processes; null if one does not end as it should.</summary>
    public static FreshProcess? Measure(string side, string file, IReadOnlyDictionary<string, Datum> inputs, BuildOptions options, string? backend,
        CancellationToken cancel)
    {
        if (Environment.ProcessPath is not { } program || inputs.Values.Any(v => v is not Tensor { DType: not DType.String })) return null;
        string folder = Directory.CreateTempSubdirectory("xinrt-bench-").FullName;
        try
        {
            var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
            // Under the dotnet host the command itself is the first argument.
            if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
            foreach (string argument in (string[])["bench", file, "--json", "--only", side, "--threads", options.Engine.Threads.ToString(CultureInfo.InvariantCulture)])
                start.ArgumentList.Add(argument);
            if (backend is not null)
            {
                start.ArgumentList.Add("--backend");
                start.ArgumentList.Add(backend);
            }
            foreach (var (name, value) in inputs)
            {
                string array = Path.Combine(folder, $"{start.ArgumentList.Count}.npy");
                NumpyFile.Write(array, (Tensor)value);
                start.ArgumentList.Add("--input");
                start.ArgumentList.Add($"{name}={array}");
            }
            var results = new List<FreshProcess>();
            for (int i = 0; i < Processes; i++)
            {
                cancel.ThrowIfCancellationRequested();
                if (One(start) is not { } result) return null;
                results.Add(result);
            }
            return new(Median(results, r => r.LoadMs), Median(results, r => r.FirstMs), results.Max(r => r.PeakMb));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What the started process does.</summary>
    public static int Run(string side, string file, string[] inputs, BuildOptions options, Terminal terminal)
    {
        var values = inputs.Select(i => i.Split('=', 2)).ToDictionary(i => i[0], i => (Datum)NumpyFile.Read(i[1]));
        long compiled = JitInfo.GetCompiledMethodCount(), start = Stopwatch.GetTimestamp();
        using var runner = side == Engine ? OpenEngine(file, options) : (IRaceRunner)OpenPeer(file, options);
        double load = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        compiled = JitInfo.GetCompiledMethodCount() - compiled;
        start = Stopwatch.GetTimestamp();
        runner.Run(values);
        double first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        for (int i = 1; i < Runs && Stopwatch.GetElapsedTime(start) < MostTime; i++) runner.Repeat();
        using var process = Process.GetCurrentProcess();
        terminal.Json(new JsonObject
        {
            ["load_ms"] = load,
            ["load_compiled_methods"] = compiled,
            ["first_ms"] = first,
            ["peak_rss_mb"] = process.PeakWorkingSet64 / 1048576.0,
        });
        return ExitCode.Done;
    }

    private static EngineRunner OpenEngine(string file, BuildOptions options) => new EngineRunner(XinRT.Engine.Load(file, options.Backends, options.Engine));

    private static OnnxRuntimeRunner OpenPeer(string file, BuildOptions options) => new OnnxRuntimeRunner(file, options.Engine.Threads, QuantizedMath.Fused);

    private static FreshProcess? One(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        errors.Wait();
        process.WaitForExit();
        return process.ExitCode == ExitCode.Done ? Read(text) : null;
    }

    // What a process told, or null if it is not that.
    private static FreshProcess? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject json && Number("load_ms") is { } load && Number("first_ms") is { } first
                && Number("peak_rss_mb") is { } peak ? new(load, first, peak) : null;

            double? Number(string name) => json[name] is JsonValue value && value.TryGetValue(out double number) ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static double Median(List<FreshProcess> results, Func<FreshProcess, double> of) => results.Select(of).Order().ElementAt(results.Count / 2);
}
