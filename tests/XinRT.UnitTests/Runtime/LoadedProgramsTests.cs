using XinRT.Backends;
using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Planning;

namespace XinRT.UnitTests.Runtime;

/// <summary>Programs of an engine with open sizes, made while others run.</summary>
public sealed class LoadedProgramsTests
{
    private const string Text = "s = input f32[3]\nx = input f32[n,3]\na = Add(x, s)\ny = Exp(a)\noutput y";

    private readonly ObservedBackend _backend = new();
    private readonly BackendRegistry _backends;
    private readonly EnginePlan _plan;

    public LoadedProgramsTests()
    {
        _backends = new BackendRegistry().Add(_backend);
        _plan = EngineCompiler.Compile(Graph.Parse(Text), _backends, [], []).Plan;
    }

    [Fact]
    public void A_new_size_that_takes_long_stalls_neither_known_sizes_nor_other_new_ones()
    {
        using var engine = new Engine(_plan, _backends);
        using var slow = new ManualResetEventSlim();
        using var loading = new ManualResetEventSlim();
        using InferenceContext known = engine.CreateContext(), other = engine.CreateContext();
        Run(known, 4);
        _backend.OnLoad = requests =>
        {
            if (requests[0].Problem.Outputs[0]!.Layout.Dims[0] != 7) return;
            loading.Set();
            slow.Wait();
        };
        float[]? late = null;
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            using var context = engine.CreateContext();
            Interlocked.Exchange(ref late, Run(context, 7));
        })).ToList();
        threads.ForEach(t => t.Start());
        loading.Wait(TestContext.Current.CancellationToken);

        Assert.Equal(12, Run(known, 4).Length);
        Assert.Equal(15, Run(other, 5).Length);
        Assert.Equal(18, Run(known, 6).Length);
        Assert.Null(late);
        slow.Set();
        threads.ForEach(t => t.Join());
        Assert.Equal(21, late!.Length);
    }

    [Fact]
    public void A_failure_that_passes_is_not_remembered_and_leaves_nothing_prepared()
    {
        using var engine = new Engine(_plan, _backends);
        using var context = engine.CreateContext();
        Run(context, 4);
        Assert.Equal(0, _backend.Prepared);
        _backend.OnLoad = _ => throw new InsufficientMemoryException();
        Assert.Throws<InsufficientMemoryException>(() => Run(context, 5));
        Assert.Equal(12, Run(context, 4).Length);
        _backend.OnLoad = _ => { };

        Assert.Equal(15, Run(context, 5).Length);
        Assert.Equal((0, 0), (_backend.Prepared, _backend.Runs));
    }

    [Fact]
    public void An_arena_that_is_too_large_is_refused_and_leaves_nothing_prepared()
    {
        using var engine = new Engine(_plan, _backends, new() { MaxArenaBytes = 10_000 });
        using var context = engine.CreateContext();

        Assert.Equal("XIN5004", Assert.Throws<EngineFileException>(() => Run(context, 5000)).Code);
        Assert.Equal(0, _backend.Prepared);
        Assert.Equal(12, Run(context, 4).Length);
    }

    [Fact]
    public void Many_contexts_meet_ever_new_sizes_at_once()
    {
        using var engine = new Engine(EngineCompiler.Compile(Graph.Parse(Text), DefaultBackends.Create(), [], [], cancel: TestContext.Current.CancellationToken).Plan, DefaultBackends.Create(), new() { Threads = 2 });
        string? wrong = null;
        var threads = Enumerable.Range(0, 4).Select(seed => new Thread(() =>
        {
            var random = new Random(seed);
            using var context = engine.CreateContext();
            // More sizes than are kept, so that programs go while others run them.
            for (int run = 0; run < 60; run++)
            {
                int size = random.Next(1, 40);
                float[] result = Run(context, size);
                for (int i = 0; i < result.Length; i++)
                    if (result.Length != size * 3 || Math.Abs(result[i] - MathF.Exp(Scale(i, size) + i % 3)) > 1e-3f * result[i]) wrong = $"size {size}, element {i}: {result[i]}";
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());

        Assert.Null(wrong);
    }

    [Fact]
    public void A_buffer_to_fill_and_a_result_outlive_the_program_of_their_sizes()
    {
        using var engine = new Engine(_plan, _backends);
        using var context = engine.CreateContext();
        context.Input<float>("s").Fill(1);
        context.SetInput("x", Tensor.Zeros(DType.F32, 2, 3));
        context.Run(TestContext.Current.CancellationToken);
        var first = (Tensor)context.Output("y");
        for (int size = 3; size < 30; size++)
        {
            context.SetInput("x", Tensor.Zeros(DType.F32, size, 3));
            context.Run(TestContext.Current.CancellationToken);
            GC.Collect();
        }
        context.Input<float>("s").Clear();
        context.Run(TestContext.Current.CancellationToken);

        Assert.All(context.Output<float>("y").ToArray(), y => Assert.Equal(1f, y, 1e-5f));
        Assert.All(first.Span<float>().ToArray(), y => Assert.Equal(MathF.E, y, 1e-5f));
    }

    private static float Scale(int i, int size) => i / (float)(size * 3);

    private static float[] Run(InferenceContext context, int size)
    {
        context.SetInput("s", Tensor.From<float>([0, 1, 2]));
        context.SetInput("x", Tensor.From<float>([.. Enumerable.Range(0, size * 3).Select(i => Scale(i, size))], size, 3));
        context.Run();
        return context.Output<float>("y").ToArray();
    }
}
