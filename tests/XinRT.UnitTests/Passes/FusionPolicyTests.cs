using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Reference;
using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FusionPolicyTests
{
    private const string Residual = """
        x = input f32[1,8,6,6]
        r = input f32[1,8,6,6]
        n = Conv(x, const f32[8,8,1,1])
        a = Add(n, r)
        y = Relu(a)
        """;

    private const string Network = """
        x = input f32[1,8,9,9]
        c = Conv(x, const f32[16,8,1,1])
        d = Conv(c, const f32[16,1,3,3]) {group=16,pads=[1,1,1,1]}
        m = GlobalAveragePool(d)
        s = Conv(m, const f32[4,16,1,1])
        t = Relu(s)
        u = Conv(t, const f32[16,4,1,1])
        v = Sigmoid(u)
        e = Mul(d, v)
        f = Exp(e)
        g = Tanh(e)
        y = Concat(f, g) {axis=3}
        k = input f32[5]
        q = Sqrt(k)
        z = Neg(q)
        """;

    [Fact]
    public void A_backend_that_fuses_nothing_gets_no_fused_node()
    {
        var result = Optimize(Network, FusionPolicy.None);

        Assert.DoesNotContain(result.Nodes, n => n.Op is FusedOp);
    }

    [Theory]
    [InlineData(FusedKind.Chain)]
    [InlineData(FusedKind.Segments)]
    [InlineData(FusedKind.Anchored)]
    public void Kinds_without_kernels_are_not_made(FusedKind missing)
    {
        var all = new FusionPolicy();
        var policy = all with { Kinds = all.Kinds.Where(k => k != missing).ToArray() };

        Assert.Contains(Kinds(Optimize(Network, all)), k => k == missing);
        Assert.DoesNotContain(Kinds(Optimize(Network, policy)), k => k == missing);
    }

    [Fact]
    public void What_a_backend_declines_is_not_run()
    {
        var result = Optimize(Residual, new FusionPolicy { Declined = ["FuseEpilogues"] });

        Assert.Equal(["Conv", "Fused"], result.Nodes.Select(n => n.Op.Info.Name));
    }

    [Theory]
    // The sum of a result and an operand, and its maximum with a number.
    [InlineData(4, 1, true)]
    [InlineData(3, 1, false)]
    [InlineData(4, 0, false)]
    public void Expressions_are_as_large_as_the_backend_allows(int terms, int operands, bool fits)
    {
        var result = Optimize(Residual, new FusionPolicy { MaxTerms = terms, MaxOperands = operands });

        Assert.Equal(fits, result.Nodes is [{ Op: FusedOp }]);
    }

    [Fact]
    public void The_preferred_backend_decides()
    {
        Assert.Equal(FusionPolicy.None, new BackendRegistry().Add(new ReferenceBackend()).Add(new NullBackend()).Fusion);
        Assert.NotEqual(FusionPolicy.None, new BackendRegistry().Add(new NullBackend()).Add(new ReferenceBackend()).Fusion);
        Assert.Equal(FusionPolicy.None, new BackendRegistry().Fusion);
    }

    [Fact]
    public void A_processor_states_the_size_of_its_cache()
    {
        var device = new DeviceInfo("some", 1 << 30, new TargetProfile(2, [new("L1", 1, 0), new("L2", 12345, 0)], []));

        Assert.Equal(12345, new CpuBackend().Fusion(device).FastBytes);
    }

    [Fact]
    public void The_longest_transform_follows_from_fast_memory()
    {
        const string Dft = "x = input f32[2,300,2]\ny = DFT(x, _, const i64[](1))";

        Assert.Contains(Optimize(Dft, new FusionPolicy { FastBytes = 1 << 20 }).Nodes, n => n.Op is MatMulOp);
        Assert.Contains(Optimize(Dft, new FusionPolicy { FastBytes = 1 << 17 }).Nodes, n => n.Op is DftOp);
    }

    private static Graph Optimize(string text, FusionPolicy policy) =>
        Pipelines.Default.Run(Graph.Parse(text), new PassContext(new PassOptions { Fusion = policy }));

    private static IEnumerable<FusedKind> Kinds(Graph graph) => graph.Nodes
        .SelectMany(n => n.Bodies.SelectMany(b => b.Nodes).Append(n)).Select(n => n.Op).OfType<FusedOp>().Select(op => op.Kind);
}
