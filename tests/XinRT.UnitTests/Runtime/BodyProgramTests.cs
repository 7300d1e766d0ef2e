using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Planning;
using XinRT.Reference;
using XinRT.Runtime.EngineFile;
using XinRT.TestKit;

namespace XinRT.UnitTests.Runtime;

/// <summary>Bodies of control flow are programs of their own, with kernels of the engine.</summary>
public sealed class BodyProgramTests
{
    private const string Branches = """
        c = input bool[]
        x = input f32[2,8]
        y = If(c, x) body {
            a = capture f32[2,8]
            h = MatMul(a, const f32[8,16])
            r = Relu(h)
            output r
        } body {
            a = capture f32[2,8]
            h = MatMul(a, const f32[8,16])
            r = Tanh(h)
            output r
        }
        output y
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_branch_gives_the_results_of_the_graph(bool condition) => Check(Branches, Scalar(condition), Input(2, 8));

    [Fact]
    public void The_kernels_of_branches_and_their_constants_are_in_the_engine_file()
    {
        var plan = Reload(Branches).Plan;
        int at = Enumerable.Range(0, plan.Graph.Nodes.Count).Single(i => plan.Graph.Nodes[i].Bodies.Count == 2);

        Assert.Equal(2, plan.Kernels[at].Bodies.Count);
        Assert.All(plan.Kernels[at].Bodies, kernels => Assert.All(kernels, k => Assert.NotEmpty(k.Spec.Name)));
        Assert.Equal(plan.Kernels[at].Bodies.Select(b => b.Select(k => k.Spec)), Compile(Branches).Kernels[at].Bodies.Select(b => b.Select(k => k.Spec)));
    }

    [Fact]
    public void A_branch_that_fits_nothing_does_not_matter_until_it_is_taken()
    {
        const string Text = """
            c = input bool[]
            x = input f32[2,8]
            y = If(c, x) body {
                a = capture f32[2,8]
                r = Relu(a)
                output r
            } body {
                a = capture f32[2,8]
                r = MatMul(a, const f32[5,8])
                output r
            }
            output y
            """;
        Check(Text, Scalar(true), Input(2, 8));

        using var engine = Reload(Text);
        using var context = engine.CreateContext();
        context.SetInput("c", Scalar(false));
        context.SetInput("x", Input(2, 8));
        Assert.Equal("XIN2104", Assert.Throws<ShapeException>(() => context.Run(TestContext.Current.CancellationToken)).Code);
    }

    [Fact]
    public void A_branch_takes_ever_other_sizes()
    {
        const string Text = """
            c = input bool[]
            b = input f32[1,12,4]
            s = input f32[12]
            k = NonZero(s)
            t = Transpose(k) {perm=[1,0]}
            g = GatherND(s, t)
            i = Squeeze(k, const i64[1](0))
            h = Gather(b, i) {axis=1}
            y = If(c, h, g) body {
                o = capture f32[1,m,4]
                p = capture f32[m]
                u = Unsqueeze(p, const i64[2](0,1))
                r = NonMaxSuppression(o, u, const i64[](100), const f32[](0.5))
                output r
            } body {
                o = capture f32[1,m,4]
                p = capture f32[m]
                r = NonZero(p)
                output r
            }
            output y
            """;
        using var engine = Reload(Text);
        using var context = engine.CreateContext();
        for (int run = 0; run < 24; run++)
        {
            int size = run * 5 % 13;
            Datum[] inputs = [Scalar(run % 2 == 0), Input(1, 12, 4), Tensor.From([.. Enumerable.Range(0, 12).Select(i => i < size ? 1f + i : 0f)], 12)];
            string[] names = ["c", "b", "s"];
            for (int i = 0; i < names.Length; i++) context.SetInput(names[i], inputs[i]);
            context.Run(TestContext.Current.CancellationToken);
            TensorAssert.Equal(new ReferenceExecutor().Run(Graph.Parse(Text), inputs)[0], context.Output(0), Tolerance.Of(DType.I64));
        }
    }

    [Fact]
    public void A_loop_carries_values_from_one_run_of_its_body_to_the_next()
    {
        Check("""
            x = input f32[2,8]
            z = input f32[2,8]
            a, b, s = Loop(const i64[](5), const bool[](1), x, z) body {
                i = input i64[]
                c = input bool[]
                p = input f32[2,8]
                q = input f32[2,8]
                m = MatMul(q, const f32[8,8])
                t = Tanh(m)
                output c
                output t
                output p
                output t
            }
            output a
            output b
            output s
            """, Input(2, 8), Input(2, 8));
    }

    [Fact]
    public void A_value_that_grows_in_a_loop_is_right_in_every_iteration()
    {
        Check("""
            x = input f32[1,4]
            a = Loop(const i64[](9), const bool[](1), x) body {
                i = input i64[]
                c = input bool[]
                p = input f32[n,4]
                d = Add(p, p)
                g = Concat(d, const f32[1,4]) {axis=0}
                output c
                output g
            }
            output a
            """, Input(1, 4));
    }

    [Fact]
    public void Results_outlive_the_programs_of_the_iterations_that_made_them()
    {
        // Each iteration has other sizes; more of them than programs are kept, and the list holds what all of them made.
        Check("""
            x = input f32[1,4]
            e = SequenceEmpty() {dtype=1}
            a, q = Loop(const i64[](9), const bool[](1), x, e) body {
                i = input i64[]
                c = input bool[]
                p = input f32[n,4]
                s = input seq(f32[*])
                d = Tanh(p)
                g = Concat(d, const f32[1,4]) {axis=0}
                t = SequenceInsert(s, d)
                output c
                output g
                output t
            }
            r = ConcatFromSequence(q) {axis=0}
            output a
            output r
            """, Input(1, 4));
    }

    private static void Check(string text, params Datum[] inputs)
    {
        var expected = new ReferenceExecutor().Run(Graph.Parse(text), inputs);
        using var engine = Reload(text);
        using var context = engine.CreateContext();
        // The second run finds the programs and memory of the first.
        for (int run = 0; run < 2; run++)
        {
            for (int i = 0; i < inputs.Length; i++) context.SetInput(engine.Inputs[i].Name, inputs[i]);
            context.Run(TestContext.Current.CancellationToken);
            for (int i = 0; i < expected.Length; i++) TensorAssert.Equal(expected[i], context.Output(i), Tolerance.Of(DType.F32));
        }
    }

    private static Tensor Input(params long[] dims) => SyntheticTensor.Make(DType.F32, dims);

    private static Tensor Scalar(bool value) => Tensor.From<bool>([value], 1).Reshape([]);

    private static EnginePlan Compile(string text) =>
        EngineCompiler.Compile(Graph.Parse(text), DefaultBackends.Create(), [], [], cancel: TestContext.Current.CancellationToken).Plan;

    private static Engine Reload(string text)
    {
        using var stream = new MemoryStream();
        EngineWriter.Write(Compile(text), stream);
        return new Engine(EngineReader.Read(stream.ToArray(), "test"), DefaultBackends.Create());
    }
}
