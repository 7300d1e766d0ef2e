using System.Diagnostics;
using XinRT.Onnx;
using XinRT.Planning;
using XinRT.Runtime.EngineFile;

namespace XinRT.TestKit.Fuzzing;

/// <summary>Feeds one file to everything that reads it, under watch: only errors of XinRT may come out, soon, without much memory.</summary>
public static class FuzzRunner
{
    private const long MaxBytes = 1L << 30;
    private const int StackBytes = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2), Limit = TimeSpan.FromSeconds(5);
    private static readonly EngineOptions Options = new() { Threads = 1, MaxArenaBytes = 256 << 20, MaxTensorBytes = 256 << 20 };

    /// <summary>How engines are built for a case.</summary>
    internal static BuildOptions Building { get; } = new() { Threads = 1, Engine = Options, Tuning = new() { Budget = TimeSpan.Zero } };

    /// <summary>Runs the case on a thread of its own. It is asked to stop after two seconds and fails after five.</summary>
    public static FuzzOutcome Run(FuzzCase one)
    {
        using var stop = new CancellationTokenSource();
        Exception? failure = null;
        string result = "ran";
        long allocated = GC.GetTotalAllocatedBytes(), resident = Environment.WorkingSet, peak = resident;
        var processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        var thread = new Thread(() =>
        {
            try
            {
                result = Feed(one.Target, one.Bytes, one.Seed, stop.Token);
            }
            catch (OperationCanceledException)
            {
                result = "stopped";
            }
            catch (XinException e)
            {
                result = e.Code;
            }
            catch (Exception e)
            {
                failure = e;
            }
        }, StackBytes);
        thread.IsBackground = true;
        thread.Start();
        while (!thread.Join(20))
        {
            peak = Math.Max(peak, Environment.WorkingSet);
            if (peak - resident > MaxBytes || Elapsed() > Patience) stop.Cancel();
            // Time on the processor counts too: on a busy machine the clock alone would blame the wrong one.
            if (Elapsed() > Limit && Environment.CpuUsage.TotalTime - processor > Limit)
                return new(one, "hang", Elapsed(), "it did not stop", true);
        }
        peak = Math.Max(peak, Environment.WorkingSet);
        var time = Environment.CpuUsage.TotalTime - processor;
        if (failure is not null) return new(one, failure.GetType().Name, time, failure.ToString(), false);
        long grown = Math.Min(peak - resident, GC.GetTotalAllocatedBytes() - allocated);
        return new(one, result, time, grown > MaxBytes ? $"it took {grown >> 20} MiB" : null, false);

        TimeSpan Elapsed() => Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Feeds bytes on the calling thread, without a watch; returns how far they came.</summary>
    public static string Feed(FuzzTarget target, byte[] bytes, int seed, CancellationToken cancel)
    {
        EnginePlan plan;
        if (target == FuzzTarget.Engine)
        {
            plan = EngineReader.Read(bytes.ToArray(), "fuzz");
            _ = plan.Sources.Value;
        }
        else
        {
            using var built = new EngineBuilder(Building).Build(OnnxModel.Parse(bytes, "fuzz"), cancel: cancel);
            using var stream = new MemoryStream();
            EngineWriter.Write(built.Plan, stream);
            try
            {
                plan = EngineReader.Read(stream.ToArray(), "fuzz");
            }
            catch (EngineFileException e)
            {
                throw new TestKitException($"an engine that was built cannot be read: {e.Message}");
            }
        }
        using var engine = new Engine(plan, DefaultBackends.Create(), Options);
        using var context = engine.CreateContext();
        if (!new FuzzInputs(new Random(seed)).Set(context, engine)) return "loaded";
        context.Run(cancel);
        for (int i = 0; i < engine.Outputs.Count; i++) _ = context.Output(i);
        return "ran";
    }
}

/// <summary>What became of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Result">How far it came, or the code of the error.</param>
/// <param name="Time">Processor time.</param>
/// <param name="Failure">What is wrong, or null.</param>
/// <param name="IsStuck">Whether its thread still runs, so that the process should end.</param>
public sealed record FuzzOutcome(FuzzCase Case, string Result, TimeSpan Time, string? Failure, bool IsStuck);
