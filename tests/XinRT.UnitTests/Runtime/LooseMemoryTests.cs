using XinRT.Backends.Reference;
using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Reference;
using XinRT.TestKit;

namespace XinRT.UnitTests.Runtime;

/// <summary>Values whose sizes only the run tells keep their memory from run to run.</summary>
public sealed class LooseMemoryTests
{
    // A view in the middle holds on to memory after its own value is gone.
    private const string Chosen = """
        x = input f32[4000]
        m = Greater(x, const f32[](0))
        i = NonZero(m)
        t = Transpose(i) {perm=[1,0]}
        g = GatherND(x, t)
        v = Reshape(g, const i64[2](1,-1))
        e = Exp(v)
        k = ReduceSum(e)
        n = Neg(v)
        output n
        output k
        """;

    [Fact]
    public void Runs_of_changing_sizes_give_the_results_of_the_graph()
    {
        using var engine = Open(Chosen);
        using var context = engine.CreateContext();
        for (int run = 0; run < 12; run++)
        {
            float[] items = [.. Enumerable.Range(0, 4000).Select(i => MathF.Sin(i * (run % 4 + 1)) - run % 5 * 0.3f)];
            var x = Tensor.From<float>(items);
            context.SetInput("x", x);
            context.Run(TestContext.Current.CancellationToken);

            var expected = new ReferenceExecutor().Run(Graph.Parse(Chosen), [x]);
            for (int i = 0; i < expected.Length; i++) TensorAssert.Equal(expected[i], context.Output(i));
        }
    }

    [Fact]
    public void Later_runs_allocate_no_tensors()
    {
        using var engine = Open(Chosen);
        using var context = engine.CreateContext();
        context.SetInput("x", SyntheticTensor.Make(DType.F32, [4000]));
        for (int i = 0; i < 5; i++) context.Run(TestContext.Current.CancellationToken);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) context.Run(TestContext.Current.CancellationToken);

        // The tensors of one run take more than 100 KB; what is left are the small objects of the operators.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 10, 0, 6000);
    }

    [Fact]
    public void An_output_may_be_the_input_of_the_next_run()
    {
        const string Text = """
            x = input f32[n]
            m = Greater(x, const f32[](0.5))
            y = Compress(x, m) {axis=0}
            z = Add(y, const f32[](0.25))
            output z
            """;
        using var engine = Open(Text);
        using var context = engine.CreateContext();
        Datum next = SyntheticTensor.Make(DType.F32, [300]), expected = next;
        for (int run = 0; run < 6; run++)
        {
            context.SetInput("x", next);
            context.Run(TestContext.Current.CancellationToken);
            next = context.Output(0);
            expected = new ReferenceExecutor().Run(Graph.Parse(Text), [expected])[0];
            TensorAssert.Equal(expected, next);
        }
    }

    [Fact]
    public void What_a_sequence_holds_is_not_written_over()
    {
        const string Text = """
            x = input f32[500]
            m = Greater(x, const f32[](0))
            a = Compress(x, m) {axis=0}
            s = SequenceConstruct(a)
            b = Compress(x, m) {axis=0}
            c = Neg(b)
            d = Neg(c)
            e = Exp(d)
            f = Neg(e)
            y = SequenceAt(s, const i64[](0))
            output y
            output f
            """;
        using var engine = Open(Text);
        using var context = engine.CreateContext();
        var x = SyntheticTensor.Make(DType.F32, [500]);
        context.SetInput("x", x);
        for (int run = 0; run < 3; run++) context.Run(TestContext.Current.CancellationToken);

        var expected = new ReferenceExecutor().Run(Graph.Parse(Text), [x]);
        for (int i = 0; i < expected.Length; i++) TensorAssert.Equal(expected[i], context.Output(i));
    }

    [Fact]
    public void Open_sizes_of_inputs_are_checked_without_allocating()
    {
        using var engine = new Engine(EngineCompiler.Compile(Graph.Parse("x = input f32[n,4]\nz = input f32[n,4]\ny = Add(x, z)\noutput y"),
            DefaultBackends.Create(), [], [], cancel: TestContext.Current.CancellationToken).Plan, DefaultBackends.Create());
        using var context = engine.CreateContext();
        context.SetInput("x", SyntheticTensor.Make(DType.F32, [6, 4]));
        context.SetInput("z", SyntheticTensor.Make(DType.F32, [6, 4]));
        context.Run(TestContext.Current.CancellationToken);
        Assert.SkipUnless(context.Program!.Steps.All(s => s.Kernel.Spec.Backend == "cpu"), "no machine code is generated for this processor");
        for (int i = 0; i < 3; i++) context.Run(TestContext.Current.CancellationToken);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) context.Run(TestContext.Current.CancellationToken);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Engine Open(string text)
    {
        var backends = new XinRT.Backends.BackendRegistry().Add(new ReferenceBackend());
        var plan = EngineCompiler.Compile(Graph.Parse(text), backends, [], [], cancel: TestContext.Current.CancellationToken).Plan;
        return new Engine(plan, backends, new EngineOptions { Threads = 1 });
    }
}
