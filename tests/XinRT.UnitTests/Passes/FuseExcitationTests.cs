using XinRT.Ir;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseExcitationTests
{
    private static readonly Pass Both = new BlockFirst();

    [Theory]
    [InlineData("Mul(s, x)")]
    [InlineData("Mul(x, s)")]
    public void The_block_gives_the_scaled_image(string product)
    {
        var graph = FusionCheck.Makes(Both, "[GlobalAveragePool Conv Relu Conv HardSigmoid Mul] Relu", $"""
            x = input f32[n,8,6,6]
            m = GlobalAveragePool(x)
            a = Conv(m, const f32[3,8,1,1], const f32[3])
            r = Relu(a)
            b = Conv(r, const f32[8,3,1,1], const f32[8])
            s = HardSigmoid(b)
            t = {product}
            y = Relu(t)
            """);

        Assert.Equal(["m", "a", "r", "b", "s", "t"], graph.Nodes[0].Origins);
    }

    [Fact]
    public void Leaves_factors_that_are_read_elsewhere() => FusionCheck.Misses(Both, "'s' has other readers", """
        x = input f32[1,8,6,6]
        m = GlobalAveragePool(x)
        a = Conv(m, const f32[3,8,1,1])
        b = Conv(a, const f32[8,3,1,1])
        s = Sigmoid(b)
        t = Mul(x, s)
        z = Relu(s)
        """);

    [Fact]
    public void Leaves_another_image() => FusionCheck.Misses(Both, "computed of another image than 'z'", """
        x = input f32[1,8,6,6]
        z = input f32[1,8,6,6]
        m = GlobalAveragePool(x)
        a = Conv(m, const f32[3,8,1,1])
        b = Conv(a, const f32[8,3,1,1])
        s = Sigmoid(b)
        t = Mul(z, s)
        u = Mul(x, s)
        """);

    [Fact]
    public void Leaves_a_mean_with_a_function() => FusionCheck.Makes(new EpilogueFirst(), "[GlobalAveragePool Sigmoid] Mul", """
        x = input f32[1,8,6,6]
        m = GlobalAveragePool(x)
        s = Sigmoid(m)
        y = Mul(x, s)
        """);

    private sealed class EpilogueFirst : Pass
    {
        public override bool Run(Graph graph, PassContext context) =>
            new FuseEpilogues().Run(graph, context) | new FuseExcitation().Run(graph, context);
    }

    // The block is made as in the pipeline; what is counted is the product.
    private sealed class BlockFirst : Pass
    {
        private static readonly FuseExcitation Then = new();

        public override string Name => Then.Name;

        public override bool Run(Graph graph, PassContext context)
        {
            new FuseSqueezeExcite().Run(graph, new PassContext());
            return Then.Run(graph, context);
        }
    }
}
