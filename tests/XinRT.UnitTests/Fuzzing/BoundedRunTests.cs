using XinRT.Ir;
using XinRT.Reference;
using XinRT.TestKit;

namespace XinRT.UnitTests.Fuzzing;

public sealed class BoundedRunTests
{
    private const long Limit = 1 << 20;

    [Theory]
    [InlineData("y = ConstantOfShape(x)", "i64[2](4096, 4096)")]
    [InlineData("y = Expand(const f32[1](1), x)", "i64[2](4096, 4096)")]
    [InlineData("y = Tile(const f32[1,1](1), x)", "i64[2](4096, 4096)")]
    [InlineData("y = Range(const i64[](0), x, const i64[](1))", "i64[](9223372036854775807)")]
    [InlineData("y = Pad(const f32[1](1), x)", "i64[2](2000000, 2000000)")]
    [InlineData("y = OneHot(const i64[2](1, 2), x, const f32[2](0, 1))", "i64[](100000000)")]
    [InlineData("y = Resize(const f32[1,1](1), _, _, x)", "i64[2](8192, 8192)")]
    public void A_size_from_the_inputs_cannot_take_all_memory(string node, string input)
    {
        var x = GraphTexts.Tensor(input);
        var graph = Graph.Parse($"x = input {x.Type}\n{node}");
        var executor = new ReferenceExecutor { Threads = 1, MaxTensorBytes = Limit };

        var error = Assert.Throws<InferenceException>(() => executor.Run(graph, [x]));

        Assert.Equal("XIN6104", error.Code);
    }

    [Fact]
    public void Slices_of_a_loop_count_with_what_they_cost()
    {
        var graph = Graph.Parse(Endless);

        var error = Assert.Throws<InferenceException>(() => new ReferenceExecutor { Threads = 1, MaxTensorBytes = Limit }.Run(graph, []));

        Assert.Contains("may take 1048576 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_ends_a_loop_in_an_engine()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var plan = XinRT.Compiler.EngineCompiler.Compile(Graph.Parse(EndlessSum), DefaultBackends.Create(), [], [], cancel: TestContext.Current.CancellationToken).Plan;
        using var engine = new Engine(plan, DefaultBackends.Create(), new EngineOptions { Threads = 1 });
        using var context = engine.CreateContext();

        Assert.Throws<OperationCanceledException>(() => context.Run(stop.Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_token_ends_a_long_operator(int threads)
    {
        using var stop = new CancellationTokenSource();
        int calls = 0;

        Assert.ThrowsAny<OperationCanceledException>(() => ParallelRange.For(new Workers(threads, stop.Token), 1000, 1, (_, _) =>
        {
            Interlocked.Increment(ref calls);
            stop.Cancel();
        }));

        Assert.InRange(calls, 1, threads == 1 ? 1 : 1000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(1000)]
    public void Work_that_can_be_ended_is_still_done_once(int count)
    {
        using var stop = new CancellationTokenSource();
        var done = new int[count];

        ParallelRange.For(new Workers(1, stop.Token), count, 3, (from, to) =>
        {
            for (int i = from; i < to; i++) done[i]++;
        });

        Assert.All(done, n => Assert.Equal(1, n));
    }

    private const string Endless = """
        s = Loop(const i64[](9223372036854775807), const bool[](1)) body {
            i = input i64[]
            c = input bool[]
            d = Identity(c)
            j = Identity(i)
            output d
            output j
        }
        """;

    // Keeps one number, so that its memory can be planned.
    private const string EndlessSum = """
        s = Loop(const i64[](9223372036854775807), const bool[](1), const i64[](0)) body {
            i = input i64[]
            c = input bool[]
            a = input i64[]
            d = Identity(c)
            b = Add(a, i)
            output d
            output b
        }
        output s
        """;
}
