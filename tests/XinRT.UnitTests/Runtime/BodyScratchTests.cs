using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Passes;
using XinRT.Reference;
using XinRT.TestKit;

namespace XinRT.UnitTests.Runtime;

/// <summary>Kernels in bodies of control flow are loaded during the run, after those around them: their scratch memory must be there
/// at once. What is written behind it ends the process.</summary>
public sealed class BodyScratchTests
{
    private const string Convolution = "w = Conv(a, const f32[16,16,3,3]) {pads=[1,1,1,1]}\nr = Relu(w)";

    private const string Residual = """
        e = Conv(a, const f32[64,16,1,1])
        f = Clip(e, const f32[](0), const f32[](6))
        d = Conv(f, const f32[64,1,3,3]) {group=64, pads=[1,1,1,1]}
        g = Clip(d, const f32[](0), const f32[](6))
        p = Conv(g, const f32[16,64,1,1])
        r = Add(p, a)
        """;

    private const string Attention = """
        m = Reshape(a, const i64[4](1,4,80,20))
        n = Attention(m, m, m)
        r = Reshape(n, const i64[4](1,16,20,20))
        """;

    private const string Normalization = "r = LayerNormalization(a, const f32[20], const f32[20])";

    public static TheoryData<string, string> Bodies => new MatrixTheoryData<string, string>([Convolution, Residual, Attention, Normalization], ["if", "loop", "scan"]);

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_body_has_its_scratch_memory_in_the_first_run(string body, string kind)
    {
        string text = Wrap(body, kind);
        var inputs = new Datum[] { SyntheticTensor.Make(DType.F32, [1, 16, 20, 20]) };
        var expected = new ReferenceExecutor().Run(Graph.Parse(text), inputs);
        var graph = Pipelines.Default.Run(Graph.Parse(text));
        var plan = EngineCompiler.Compile(graph, DefaultBackends.Create(), [], [], cancel: TestContext.Current.CancellationToken).Plan;
        foreach (int threads in (int[])[1, 2, 5])
        {
            using var engine = new Engine(plan, DefaultBackends.Create(), new() { Threads = threads });
            using var context = engine.CreateContext();
            for (int run = 0; run < 2; run++)
            {
                context.SetInput("x", inputs[0]);
                context.Run(TestContext.Current.CancellationToken);
                for (int i = 0; i < expected.Length; i++) TensorAssert.Equal(expected[i], context.Output(i), new Tolerance(1e-4, 1e-4));
            }
        }
    }

    // A generated kernel stands before the control flow, so that the context knows its device already.
    private static string Wrap(string body, string kind) => kind switch
    {
        "if" => $"""
            x = input f32[1,16,20,20]
            o = Sigmoid(x)
            s = ReduceSum(o) {"{keepdims=0}"}
            c = Greater(s, const f32[](0))
            y = If(c, o) body {"{"}
                a = capture f32[1,16,20,20]
            {body}
                output r
            {"}"} body {"{"}
                a = capture f32[1,16,20,20]
                r = Relu(a)
                output r
            {"}"}
            output y
            """,
        "loop" => $"""
            x = input f32[1,16,20,20]
            o = Sigmoid(x)
            y = Loop(const i64[](3), const bool[](1), o) body {"{"}
                i = input i64[]
                b = input bool[]
                a = input f32[1,16,20,20]
            {body}
                output b
                output r
            {"}"}
            output y
            """,
        _ => $"""
            x = input f32[1,16,20,20]
            o = Sigmoid(x)
            y, z = Scan(o, const f32[2,3]) {"{num_scan_inputs=1}"} body {"{"}
                a = input f32[1,16,20,20]
                t = input f32[3]
            {body}
                output r
                output t
            {"}"}
            output y
            output z
            """,
    };
}
