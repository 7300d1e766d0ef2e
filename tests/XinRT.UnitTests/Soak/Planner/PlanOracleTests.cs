using XinRT.Backends;
using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Passes;
using XinRT.Runtime;
using XinRT.Runtime.Planning;
using XinRT.Soak.Harness;
using XinRT.Soak.Planner;
using XinRT.TestKit;
using XinRT.TestKit.Faults;

namespace XinRT.UnitTests.Soak.Planner;

public sealed class PlanOracleTests
{
    private const ulong First = 201;
    private const long Cases = 30;

    // Values of three lives: a is read again after b and c were made.
    private const string Text = """
        x = input f32[4,8]
        a = Softmax(x) {axis=-1}
        b = MatMul(a, const f32[8,8])
        t = Transpose(b) {perm=[1,0]}
        c = Softmax(t) {axis=-1}
        d = MatMul(a, c)
        e = Concat(d, a) {axis=1}
        output e
        """;

    [Fact]
    public void Plans_of_networks_with_fixed_seeds_are_right()
    {
        // In a process of its own: a case that ends it is told by its seed.
        var hunt = new Hunt(new PlannerSearch(), new SearchOptions
        {
            Seed = First, Cases = Cases, Time = TimeSpan.MaxValue, Shrinks = false,
        });
        hunt.Run(TestContext.Current.CancellationToken);
        Assert.Empty(hunt.Tally.Findings.Select(f => $"{f.Seed}: {f.Kind}: {f.Title}"));
    }

    [Theory]
    [InlineData("mobilenet_v2.torchscript")]
    [InlineData("minilm_l6.dynamo")]
    public void The_plan_of_a_model_is_right(string name)
    {
        var graph = Pipelines.Default.Run(OnnxImporter.Import(OnnxModel.Load(ModelHydrator.HollowModel(name))));
        Assert.Null(PlanOracle.Contradiction(Plan(graph)));
    }

    [Fact]
    public void A_right_plan_has_no_contradiction() => Assert.Null(PlanOracle.Contradiction(Plan(Graph.Parse(Text))));

    [Fact]
    public void Memory_that_is_given_away_too_early_is_found()
    {
        var plan = Plan(Graph.Parse(Text));
        Assert.Contains("is not there", PlanOracle.Contradiction(Moved(plan, from: "b", onto: "a")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_over_an_operand_that_is_still_read_is_found() =>
        Assert.Contains("is written over input",
            PlanOracle.Contradiction(Moved(Plan(Graph.Parse(Text)), from: "d", onto: "c"))
            ?? "", StringComparison.Ordinal);

    [Fact]
    public void A_wrong_stride_is_found()
    {
        var plan = Plan(Graph.Parse(Text));
        var broken = plan with
        {
            Steps = [.. plan.Steps.Select(s => s.Node.Name != "c" ? s
                : s with { Inputs = [s.Inputs[0]! with { Layout = TensorLayout.RowMajor([.. s.Inputs[0]!.Layout.Dims]) }] })],
        };
        Assert.Contains("is not there", PlanOracle.Contradiction(broken) ?? "", StringComparison.Ordinal);
    }

    // Everything in one buffer lies in another one instead.
    private static ProgramPlan Moved(ProgramPlan plan, string from, string onto)
    {
        IBuffer old = BufferOf(from), other = BufferOf(onto);
        return plan with
        {
            Steps = [.. plan.Steps.Select(s => s with { Inputs = [.. s.Inputs.Select(Move)],
                Outputs = [.. s.Outputs.Select(Move)] })],
            Places = plan.Places.ToDictionary(p => p.Key, p => Move(p.Value)!),
        };

        IBuffer BufferOf(string name) => plan.Places.First(p => p.Key.Name == name).Value.Buffer;

        Place? Move(Place? place) => place?.Buffer == old ? place with { Buffer = other } : place;
    }

    private static ProgramPlan Plan(Graph graph)
    {
        var options = new EngineOptions { Threads = 1 };
        var backends = DefaultBackends.Create();
        var engine = EngineCompiler.Compile(graph, backends, [], [], options,
            cancel: TestContext.Current.CancellationToken).Plan;
        using var devices = new DeviceSet(backends, options.Device);
        return ProgramPlanner.Plan(engine, devices, TypicalSizes.Of(engine, options)!, options);
    }
}
