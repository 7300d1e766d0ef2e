using XinRT.Backends;
using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Passes;
using XinRT.Planning;
using XinRT.Soak.Harness;
using XinRT.Soak.Planner;
using XinRT.TestKit;

namespace XinRT.UnitTests.Soak.Planner;

public sealed class PlanOracleTests
{
    private const ulong First = 201;
    private const long Cases = 15;

    // The first value is read again after all others were made, and lies in a part of the last one.
    private const string Text = """
        x = input f32[8,8]
        a = Softmax(x) {axis=-1}
        b = MatMul(a, const f32[8,8])
        t = Transpose(b) {perm=[1,0]}
        c = Softmax(t) {axis=-1}
        d = MatMul(a, c)
        e = Concat(d, a) {axis=1}
        output e
        output b
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
    public void Memory_that_is_given_away_too_early_is_found() =>
        Assert.Contains("is not there", Contradiction(Moved(Plan(Graph.Parse(Text)), from: "c", onto: "a")), StringComparison.Ordinal);

    [Fact]
    public void A_result_over_an_operand_is_found() => Assert.Contains("is written over input",
        Contradiction(Moved(Plan(Graph.Parse(Text)), from: "b", onto: "a")), StringComparison.Ordinal);

    [Fact]
    public void A_wrong_stride_is_found()
    {
        var plan = Plan(Graph.Parse(Text));
        var broken = plan with { Steps = [.. plan.Steps.Select(s => s.Node.Name == "d" ? Turned(s, 1) : s)] };
        Assert.Contains("is not there", Contradiction(broken), StringComparison.Ordinal);
    }

    private static string Contradiction(ProgramPlan plan) => PlanOracle.Contradiction(plan) ?? "";

    // The step reads an operand transposed.
    private static PlannedStep Turned(PlannedStep step, int input)
    {
        var inputs = step.Inputs.ToArray();
        var layout = inputs[input]!.Layout;
        inputs[input] = inputs[input]! with { Layout = new TensorLayout(layout.Dims, new([.. layout.Strides.Reverse()])) };
        return step with { Inputs = inputs };
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
