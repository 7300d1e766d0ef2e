using System.Diagnostics;
using System.Globalization;
using XinRT.Backends;
using XinRT.Compiler;
using XinRT.Compiler.Tuning;
using XinRT.Ir;
using XinRT.Reference;
using XinRT.Runtime.EngineFile;
using XinRT.TestKit;

namespace XinRT.UnitTests.Compiler.Tuning;

public sealed class InPlaceTunerTests : IDisposable
{
    private readonly TuningFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tuned_kernels_give_the_same_results_and_the_budget_holds()
    {
        long start = Stopwatch.GetTimestamp();
        var compiled = TuningFolder.Compile(new() { Budget = TimeSpan.FromSeconds(2) });
        // A busy machine may lengthen the last round.
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
        var x = SyntheticTensor.Make(DType.F32, [1, 16, 20, 20]);
        var expected = new ReferenceExecutor().Run(Graph.Parse(TuningFolder.Model), [x]);

        using var engine = new Engine(compiled.Plan, DefaultBackends.Create());
        using var context = engine.CreateContext();
        context.SetInput("x", x);
        context.Run(TestContext.Current.CancellationToken);

        TensorAssert.Equal(expected[0], context.Output(0));
    }

    [Fact]
    public void Every_candidate_has_a_time_and_the_chosen_one_is_among_them()
    {
        var tuned = TuningFolder.Compile(new() { Budget = TimeSpan.FromSeconds(20) }).Tuned;

        Assert.All(tuned, t =>
        {
            Assert.True(t.Candidates.Count == 0 || t.Candidates.Any(c => c.Spec == t.Chosen), $"{t.Chosen}");
            Assert.All(t.Candidates, c => Assert.True(c.Seconds > 0));
            Assert.NotEmpty(t.Nodes);
        });
    }

    [Fact]
    public void Without_time_nothing_is_measured() => Assert.Empty(TuningFolder.Compile(new() { Budget = TimeSpan.Zero }).Tuned);

    // Stopped before the first round, and after the first report of the tuner.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_build_that_is_stopped_gives_a_usable_engine(bool atOnce)
    {
        using var stop = new CancellationTokenSource();
        if (atOnce) stop.Cancel();
        else stop.CancelAfter(TimeSpan.FromMilliseconds(50));
        var compiled = TuningFolder.Compile(new() { Budget = TimeSpan.FromMinutes(10), Stop = stop.Token });
        var x = SyntheticTensor.Make(DType.F32, [1, 16, 20, 20]);
        var expected = new ReferenceExecutor().Run(Graph.Parse(TuningFolder.Model), [x]);

        using var engine = new Engine(EngineReader.Read(TuningFolder.Bytes(compiled.Plan), "stopped"), DefaultBackends.Create());
        using var context = engine.CreateContext();
        context.SetInput("x", x);
        context.Run(TestContext.Current.CancellationToken);

        TensorAssert.Equal(expected[0], context.Output(0));
    }

    [Fact]
    public void Times_are_kept_in_the_cache_and_not_measured_again()
    {
        var options = new TuningOptions { Budget = TimeSpan.FromSeconds(20), TimingCache = _folder.File("times.txt") };
        Settle(options, TuningFolder.Model, seconds: null);
        string times = File.ReadAllText(options.TimingCache);

        var again = TuningFolder.Compile(options);

        Assert.All(again.Tuned, t => Assert.Equal(0, t.Untried));
        Assert.Equal(times, File.ReadAllText(options.TimingCache));
    }

    [Fact]
    public void Of_known_times_the_shortest_wins()
    {
        var options = new TuningOptions { Budget = TimeSpan.FromSeconds(20), TimingCache = _folder.File("times.txt") };
        var convolution = TuningFolder.Compile(options).Tuned.First(t => t.Candidates.Count > 2);
        var wanted = convolution.Candidates[^1].Spec;

        var again = Settle(options, TuningFolder.Model, kernel => kernel == wanted.ToString() ? 1e-6 : 1e-3);

        Assert.Equal(wanted, again.Tuned.First(t => t.Nodes.SequenceEqual(convolution.Nodes)).Chosen);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void A_layout_is_chosen_with_the_copies_it_takes(long planes)
    {
        var cheap = new KernelParameter("planes", planes);
        // Three channels can be read as the caller stores them, or copied first, so that they lie side by side.
        const string model = """
            x = input f32[1,3,20,20]
            y = Conv(x, const f32[16,3,3,3]) {pads=[1,1,1,1]}
            output y
            """;
        var options = new TuningOptions { Budget = TimeSpan.FromSeconds(20), TimingCache = _folder.File("times.txt") };
        var compiled = Settle(options, model, kernel => kernel.Contains($"{cheap}", StringComparison.Ordinal) ? 1e-6
            : kernel.Contains("copy", StringComparison.Ordinal) ? 1e-5 : 1e-3);

        Assert.Contains(cheap, compiled.Plan.Kernels[0].Spec.Parameters);
        Assert.Contains(compiled.Tuned[0].Candidates, c => !c.Spec.Parameters.Contains(cheap));
    }

    // Builds until a build measures nothing, which leaves the file as it is: then only the times of the file decide. Of the numbers in
    // the file, those given count.
    private static CompiledEngine Settle(TuningOptions options, string model, Func<string, double>? seconds)
    {
        const int most = 50;
        for (int build = 0; build < most; build++)
        {
            if (seconds is not null && File.Exists(options.TimingCache)) Rewrite(options.TimingCache, seconds);
            string before = File.Exists(options.TimingCache) ? File.ReadAllText(options.TimingCache) : "";
            var compiled = TuningFolder.Compile(options, model);
            if (File.ReadAllText(options.TimingCache!) == before) return compiled;
        }
        throw new TestKitException($"After {most} builds there is still something to measure.");
    }

    private static void Rewrite(string cache, Func<string, double> seconds)
    {
        string[] lines = File.ReadAllLines(cache);
        for (int i = 1; i < lines.Length; i++)
        {
            string[] columns = lines[i].Split('\t');
            // As often as a cache keeps, so that a measurement that is added does not count.
            columns[3] = string.Join(' ', Enumerable.Repeat(seconds(columns[2]).ToString("0.000000000", CultureInfo.InvariantCulture), 5));
            lines[i] = string.Join('\t', columns);
        }
        File.WriteAllLines(cache, lines);
    }
}
