using XinRT.Backends;
using XinRT.Backends.Reference;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Planning;

namespace XinRT.UnitTests.Planning;

/// <summary>Views and joins of operators that the planner has never heard of.</summary>
public sealed class ViewOpTests
{
    [Fact]
    public void An_operator_of_any_origin_can_be_a_view()
    {
        var graph = new Graph("views");
        var x = graph.AddInput(new Value("x", new TensorType(DType.F32, Shape.Of([4L, 3L]))));
        var a = Add(graph, new AbsOp(), "a", x);
        var v = Add(graph, new DiagonalOp(), "v", a);
        graph.AddOutput(Add(graph, new NegOp(), "y", v));

        var (plan, y) = Run(graph, Tensor.From<float>([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 4, 3));

        Assert.DoesNotContain(plan.Steps, s => s.Node.Op is DiagonalOp);
        Assert.Same(plan.Places.Single(p => p.Key.Name == "a").Value.Buffer,
            plan.Places.Single(p => p.Key.Name == "v").Value.Buffer);
        Assert.Equal([-0f, -4f, -8f], y.Span<float>().ToArray());
    }

    [Fact]
    public void An_operator_of_any_origin_can_be_written_in_parts()
    {
        var graph = new Graph("joins");
        var x = graph.AddInput(new Value("x", new TensorType(DType.F32, Shape.Of([2L]))));
        var a = Add(graph, new NegOp(), "a", x);
        var b = Add(graph, new AbsOp(), "b", a);
        var j = Add(graph, new InterleaveOp(), "j", a, b);
        graph.AddOutput(Add(graph, new NegOp(), "y", j));

        var (plan, y) = Run(graph, Tensor.From<float>([1, 2], 2));

        Assert.DoesNotContain(plan.Steps, s => s.Node.Op is InterleaveOp);
        Assert.Equal([1f, -1f, 2f, -2f], y.Span<float>().ToArray());
    }

    private static Value Add(Graph graph, Operator op, string name, params Value[] inputs) =>
        graph.Add(new Node(name, op, inputs, [new Value(name)])).Outputs[0]!;

    private static (ProgramPlan Plan, Tensor Y) Run(Graph graph, Tensor x)
    {
        TypeInference.Run(graph);
        var plan = new EnginePlan { Graph = graph, Kernels = [.. graph.Nodes.Select(_ => NodeKernel.None)] };
        using var engine = new Engine(plan, new BackendRegistry().Add(new ReferenceBackend()));
        using var context = engine.CreateContext();
        context.SetInput("x", x);
        context.Run(TestContext.Current.CancellationToken);
        return (context.Program!, ((Tensor)context.Output("y")).Clone());
    }

    // The elements (0,0), (1,1), (2,2) of a matrix with at least as many rows as columns.
    private sealed record DiagonalOp : Operator, IViewOp
    {
        public override void Infer(InferContext ctx) =>
            ctx.Output(0, ctx.InputDType(0), Shape.Of(ctx.InputShape(0)!.Dims[1..]));

        public override void Evaluate(EvalContext ctx) =>
            throw new NotSupportedException("The planner makes a view of it.");

        public StridedView? View(Node node, int output, TensorLayout source) =>
            new(0, new(new[] { source.Dims[1] }, new[] { source.Strides[0] + source.Strides[1] }));
    }

    // The elements of two vectors by turns.
    private sealed record InterleaveOp : Operator, IJoinOp
    {
        public override void Infer(InferContext ctx) =>
            ctx.Output(0, ctx.InputDType(0), Shape.Of([ctx.InputShape(0)![0] * 2]));

        public override void Evaluate(EvalContext ctx) =>
            throw new NotSupportedException("Its inputs are written in place.");

        public StridedView Part(Node node, int input, TensorLayout whole) =>
            new(input * whole.Strides[0], new(new[] { whole.Dims[0] / 2 }, new[] { 2 * whole.Strides[0] }));
    }
}
