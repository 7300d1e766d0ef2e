using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Text;
using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Asm;

namespace XinRT.KernelTests;

/// <summary>Runs the kernels of a generator on one node, given as graph text, and compares them with the reference.</summary>
/// <remarks>
/// <para>Every buffer ends where a page begins that may not be touched. A kernel that does so ends the process: with the
/// environment variable <c>XINRT_TRACE_KERNELS</c> set, the last line on standard error says which one it was.</para>
/// <para>Tasks run all at once, one by one, from the last to the first, and in two unequal parts; the results must be the same
/// bits. Nothing but elements of the output may change.</para>
/// </remarks>
internal static class KernelHarness
{
    private const long OneByOneLimit = 4096;

    /// <summary>Whether the processor runs code of the instruction set.</summary>
    public static bool Runs(CpuIsa isa) => isa switch
    {
        CpuIsa.Avx2 => Avx2.IsSupported && Fma.IsSupported && Bmi2.X64.IsSupported,
        CpuIsa.Avx512 => Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported && Bmi2.X64.IsSupported,
        _ => true,
    };

    /// <summary>The target that kernels are made for.</summary>
    public static CpuTarget Target(CpuIsa isa) => new(isa, Threads: 2, L1Bytes: 48 << 10, L2Bytes: 1 << 20, L3Bytes: 32 << 20);

    /// <summary>Fails unless the generator takes the node and all its kernels compute it.</summary>
    public static void Check(KernelGenerator generator, string graph, KernelCheck? options = null)
    {
        options ??= new();
        var subject = new KernelSubject(graph, options);
        foreach (var isa in options.Isas.Where(Runs))
        {
            var target = Target(isa) with { BytesPerSecond = options.BytesPerSecond };
            if (generator.WhyNot(subject.Problem, target) is { } reason)
                Assert.Fail($"{generator.Name} does not take\n{graph}\non {isa}: {reason}");
            Check(generator, subject, target, options);
        }
    }

    /// <summary>Checks the kernels of all generators that take the node; returns how many generators, over all instruction
    /// sets.</summary>
    public static int CheckAll(string graph, KernelCheck? options = null)
    {
        options ??= new();
        var subject = new KernelSubject(graph, options);
        int checkedKernels = 0;
        foreach (var isa in options.Isas.Where(Runs))
        {
            var target = Target(isa) with { BytesPerSecond = options.BytesPerSecond };
            foreach (var generator in KernelTable.All)
            {
                try
                {
                    if (generator is OpenKernelGenerator || generator.WhyNot(subject.Problem, target) is not null) continue;
                    Check(generator, subject, target, options);
                    checkedKernels++;
                }
                catch (Exception e) when (e is not Xunit.Sdk.XunitException)
                {
                    Assert.Fail($"{generator.Name} throws for\n{graph}\non {isa}: {e}");
                }
            }
        }
        return checkedKernels;
    }

    /// <summary>Why the generator does not take the node; null if it does.</summary>
    public static string? WhyNot(KernelGenerator generator, string graph, CpuIsa isa = CpuIsa.Avx2) =>
        generator.WhyNot(new KernelSubject(graph, new()).Problem, Target(isa))?.Reason;

    /// <summary>The machine code of all phases as text.</summary>
    public static string Listing(KernelGenerator generator, string graph, CpuIsa isa, KernelCheck? options = null)
    {
        var subject = new KernelSubject(graph, options ?? new());
        var tactic = options?.Tactic ?? generator.Tactics(subject.Problem, Target(isa))[0];
        using var run = new KernelRun(generator, subject, tactic, Target(isa));
        using var memory = run.Dense();
        var text = new StringBuilder();
        foreach (var phase in run.Emit(memory)) text.Append(phase.Code.Print()).Append('\n');
        return text.ToString();
    }

    /// <summary>Least seconds of all phases on one thread, of as many repetitions as fit the time.</summary>
    public static double Seconds(KernelGenerator generator, string graph, CpuIsa isa, KernelCheck? options = null, double budget = 0.5)
    {
        var subject = new KernelSubject(graph, options ?? new());
        var tactic = options?.Tactic ?? generator.Tactics(subject.Problem, Target(isa))[0];
        using var run = new KernelRun(generator, subject, tactic, Target(isa));
        using var memory = run.Dense(alignment: CodeBuffer.Alignment);
        using var code = new LoadedKernel(run.Emit(memory));
        memory.Reset();
        double best = double.MaxValue;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < budget;)
        {
            long before = Stopwatch.GetTimestamp();
            code.Run(memory, OneRange);
            best = Math.Min(best, Stopwatch.GetElapsedTime(before).TotalSeconds);
        }
        return best;
    }

    private static void Check(KernelGenerator generator, KernelSubject subject, CpuTarget target, KernelCheck options)
    {
        foreach (var tactic in options.Tactic is { } one ? [one] : generator.Tactics(subject.Problem, target))
        {
            // What is offered must be readable from an engine.
            var spec = new KernelSpec("cpu", generator.Name, tactic.Parameters);
            if (options.Tactic is null) Assert.Equal(tactic, generator.TacticOf(spec, subject.Problem));
            using var run = new KernelRun(generator, subject, tactic, target);
            foreach (var memory in run.Variants(options))
                using (memory) Check(run, memory, options);
        }
    }

    private static void Check(KernelRun run, KernelMemory memory, KernelCheck options)
    {
        string what = $"{run}, {memory}";
        if (Environment.GetEnvironmentVariable("XINRT_TRACE_KERNELS") is { Length: > 0 }) Console.Error.WriteLine(what);
        using var code = new LoadedKernel(run.Emit(memory));
        byte[][]? first = null;
        foreach (var (name, split) in Splits)
        {
            memory.Reset();
            code.Reset();
            code.Run(memory, split);
            if (memory.Spoiled() is { } spoiled) Assert.Fail($"{what}, tasks {name}: {spoiled}");
            var results = memory.Outputs();
            if (first is null)
            {
                Compare(what, run.Subject, results, options);
                first = results;
                continue;
            }
            for (int i = 0; i < first.Length; i++)
            {
                int same = first[i].AsSpan().CommonPrefixLength(results[i]);
                if (same < first[i].Length) Assert.Fail($"{what}, tasks {name}: byte {same} of output {i} depends on how tasks are split.");
            }
        }
    }

    private static IEnumerable<(string Name, Func<long, IEnumerable<(long Begin, long End)>> Split)> Splits =>
    [
        ("at once", OneRange),
        ("one by one", OneByOne),
        ("from the last", tasks => OneByOne(tasks).Reverse()),
        ("in two parts", tasks => [(tasks / 3, tasks), (0, tasks / 3)]),
    ];

    private static IEnumerable<(long Begin, long End)> OneRange(long tasks) => [(0, tasks)];

    private static IEnumerable<(long Begin, long End)> OneByOne(long tasks)
    {
        long step = (tasks + OneByOneLimit - 1) / OneByOneLimit;
        for (long t = 0; t < tasks; t += step) yield return (t, Math.Min(t + step, tasks));
    }

    private static void Compare(string what, KernelSubject subject, byte[][] results, KernelCheck options)
    {
        for (int o = 0; o < results.Length; o++)
        {
            if (subject.Expected[o] is not { } expected) continue;
            var actual = new Tensor(expected.DType, expected.Dims, results[o]);
            if (expected.DType != DType.F32)
            {
                if (!expected.Bytes.Span.SequenceEqual(results[o])) Assert.Fail($"{what}: output {o} differs.");
                continue;
            }
            Compare($"{what}: output {o}", expected, actual.Span<float>(), options);
        }
    }

    private static void Compare(string what, Tensor expected, ReadOnlySpan<float> actual, KernelCheck options)
    {
        var wanted = expected.Span<float>();
        double largest = 0;
        foreach (float e in wanted)
            if (float.IsFinite(e)) largest = Math.Max(largest, Math.Abs(e));
        int wrong = 0, worst = -1;
        double worstBy = -1;
        for (int i = 0; i < wanted.Length; i++)
        {
            double by = Difference(wanted[i], actual[i], options.Ulps is null ? largest * options.Relative : null, options.Ulps ?? 0);
            if (by <= 1) continue;
            wrong++;
            if (by > worstBy) (worst, worstBy) = (i, by);
        }
        if (wrong == 0) return;
        var culture = CultureInfo.InvariantCulture;
        string allowed = options.Ulps is { } ulps ? $"{ulps} ulps" : string.Create(culture, $"{largest * options.Relative:G3}");
        string place = string.Join(',', KernelSubject.IndexOf(worst, expected.Dims));
        Assert.Fail(string.Create(culture, $"{what}: {wrong} of {wanted.Length} elements differ by more than {allowed}, worst at [{place}]: ")
            + string.Create(culture, $"expected {wanted[worst]:R}, found {actual[worst]:R}."));
    }

    // The difference as a multiple of what is allowed.
    private static double Difference(float expected, float actual, double? absolute, long ulps)
    {
        if (float.IsNaN(expected) || float.IsNaN(actual)) return float.IsNaN(expected) && float.IsNaN(actual) ? 0 : double.PositiveInfinity;
        if (BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(actual)) return 0;
        if (absolute is { } a)
        {
            if (expected.Equals(actual)) return 0;
            return float.IsFinite(expected) && float.IsFinite(actual) ? Math.Abs((double)expected - actual) / a : double.PositiveInfinity;
        }
        long distance = Math.Abs(Ordinal(expected) - Ordinal(actual));
        return ulps == 0 ? double.PositiveInfinity : (double)distance / ulps;
    }

    // Floats in order of value as whole numbers: negative ones count down from zero.
    private static long Ordinal(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        return bits >= 0 ? bits : int.MinValue - (long)bits;
    }
}
