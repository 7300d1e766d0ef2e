using System.Runtime.Intrinsics.X86;
using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Reference;
using XinRT.Compiler;
using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Passes;
using XinRT.Planning;
using XinRT.Reference;
using XinRT.TestKit;

namespace XinRT.UnitTests.Planning;

public sealed class PlacementTests
{
    // Two layers with activations, of which the second has a residual, and a chain of its own.
    private const string Layers = """
        x = input f32[1,8,6,6]
        c = Conv(x, const f32[8,8,1,1])
        r = Relu(c)
        d = Conv(r, const f32[8,8,1,1])
        s = Add(d, x)
        u = Sigmoid(s)
        e = Exp(u)
        y = Neg(e)
        output y
        """;

    [Fact]
    public void A_backend_takes_a_region_as_one_step()
    {
        var backend = new PickyBackend(n => n.Op is FusedOp { Kind: FusedKind.Region })
        {
            Policy = FusionPolicy.None,
            Regions = (_, nodes) => [new([.. nodes.Where(n => n.Name is "r" or "d" or "s")])],
        };

        var steps = Run(Layers, new BackendRegistry().Add(backend).Add(new ReferenceBackend()));

        var region = Assert.Single(steps, s => s.Kernel.Spec.Backend == "picky");
        Assert.Equal(["r", "d", "s"], region.Node.Bodies[0].Nodes.Select(n => n.Name));
        Assert.Equal(["c", "x"], region.Node.Inputs.Where(v => !v!.IsConstant).Select(v => v!.Name));
        Assert.Equal(5, steps.Count(s => s.Origin >= 0));
    }

    [Fact]
    public void A_region_with_several_results_is_one_step_even_if_others_stand_between_its_nodes()
    {
        var backend = new PickyBackend(n => n.Op is FusedOp { Kind: FusedKind.Region })
        {
            Policy = FusionPolicy.None,
            Regions = (_, nodes) => [new([.. nodes.Where(n => n.Name is "a" or "d")])],
        };

        var steps = Run("""
            x = input f32[4]
            a = Exp(x)
            b = Neg(a)
            c = Abs(x)
            d = Mul(a, c)
            y = Add(b, d)
            output y
            """, new BackendRegistry().Add(backend).Add(new ReferenceBackend()));

        Assert.Equal(["c", "d", "b", "y"], steps.Select(s => s.Node.Name));
        Assert.Equal(["a", "d"], steps[1].Node.Outputs.Select(v => v!.Name));
    }

    [Fact]
    public void A_region_that_a_path_leaves_is_not_taken()
    {
        var backend = new PickyBackend(n => n.Op is FusedOp { Kind: FusedKind.Region })
        {
            Policy = FusionPolicy.None,
            Regions = (_, nodes) => [new([.. nodes.Where(n => n.Name is "c" or "d")])],
        };

        var steps = Run(Layers, new BackendRegistry().Add(backend).Add(new ReferenceBackend()));

        Assert.DoesNotContain(steps, s => s.Kernel.Spec.Backend == "picky");
    }

    [Fact]
    public void What_the_preferred_backend_does_not_take_is_fused_again_for_the_backend_of_its_parts()
    {
        Assert.SkipUnless(Avx2.IsSupported, "no generated kernels on this processor");
        var backend = new PickyBackend(n => n.Op is ConvOp);

        var steps = Run(Layers, new BackendRegistry().Add(backend).Add(new CpuBackend()).Add(new ReferenceBackend()));

        Assert.Equal(2, steps.Count(s => s.Kernel.Spec.Backend == "picky"));
        Assert.All(steps, s => Assert.NotEqual("reference", s.Kernel.Spec.Backend));
        // The residual with all that follows.
        var again = Assert.Single(steps, s => s.Node.Op is FusedOp);
        Assert.Equal("cpu", again.Kernel.Spec.Backend);
        Assert.Equal(["Add", "Sigmoid", "Exp", "Neg"], again.Node.Bodies[0].Nodes.Select(n => n.Op.Info.Name));
    }

    [Fact]
    public void A_backend_gets_the_kinds_of_fused_nodes_that_it_takes_and_others_in_parts()
    {
        Assert.SkipUnless(Avx2.IsSupported, "no generated kernels on this processor");
        var backend = new PickyBackend(n => n.Op is not FusedOp || FusedForm.Of(n) is AnchoredForm { Anchor: null });

        var steps = Run(Layers, new BackendRegistry().Add(backend).Add(new CpuBackend()).Add(new ReferenceBackend()));

        Assert.All(steps, s => Assert.Equal("picky", s.Kernel.Spec.Backend));
        Assert.Equal(2, steps.Count(s => s.Node.Op is ConvOp));
    }

    // The steps of a graph, fused for the first backend, whose results are those of the reference.
    private static IReadOnlyList<PlannedStep> Run(string text, BackendRegistry backends)
    {
        var cancel = TestContext.Current.CancellationToken;
        var graph = Graph.Parse(text);
        var optimized = Pipelines.Fusion.Run(graph,
            new PassContext(new PassOptions { Fusion = backends.Fusion }, cancel));
        using var engine = new Engine(EngineCompiler.Compile(optimized, backends, [], [], cancel: cancel).Plan,
            backends);
        using var context = engine.CreateContext();
        var inputs = GraphTexts.Inputs(graph);
        for (int i = 0; i < graph.Inputs.Count; i++) context.SetInput(graph.Inputs[i].Name, inputs[i]);
        context.Run(cancel);
        var wanted = new ReferenceExecutor().Run(graph, inputs);
        TensorAssert.Equal((Tensor)wanted[0], (Tensor)context.Output(0));
        return context.Program!.Steps;
    }
}
