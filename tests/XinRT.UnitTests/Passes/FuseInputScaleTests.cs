using XinRT.Fusion;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseInputScaleTests
{
    private static readonly FuseInputScale Pass = new();

    [Fact]
    public void Takes_in_a_scale_per_channel()
    {
        var graph = FusionCheck.Makes(Pass, "[Mul Conv]", """
            x = input f32[2,4,6,6]
            s = input f32[2,4,1,1]
            m = Mul(s, x)
            y = Conv(m, const f32[8,4,1,1], const f32[8])
            """);

        var node = graph.Nodes[0];
        Assert.Null(AnchoredForm.Of(node));
        var fused = (AnchoredForm)FusedForm.Of(node)!;
        Assert.Equal([0, 1, 2], fused.AnchorInputs);
        Assert.Equal(3, fused.Scale);
        Assert.Equal(["m", "y"], node.Origins);
    }

    [Fact]
    public void Keeps_the_epilogue() => FusionCheck.Makes(new Both(), "[Mul Conv Add Relu]", """
        x = input f32[1,4,6,6]
        s = input f32[1,4,1,1]
        r = input f32[1,8,6,6]
        m = Mul(x, s)
        c = Conv(m, const f32[8,4,1,1])
        a = Add(c, r)
        y = Relu(a)
        """);

    [Fact]
    public void Leaves_a_product_that_is_read_elsewhere() => FusionCheck.Misses(Pass, "'m' has other readers", """
        x = input f32[1,4,6,6]
        s = input f32[1,4,1,1]
        m = Mul(x, s)
        y = Conv(m, const f32[8,4,1,1])
        z = MaxPool(m) {kernel_shape=[2,2]}
        """);

    [Fact]
    public void Leaves_many_filters() => FusionCheck.Misses(Pass, "8 filters are too many for 25 pixels", """
        x = input f32[1,4,5,5]
        s = input f32[1,4,1,1]
        m = Mul(x, s)
        y = Conv(m, const f32[8,4,1,1])
        """);

    [Fact]
    public void Leaves_larger_windows() => FusionCheck.Misses(Pass, "not a 1x1 convolution", """
        x = input f32[1,4,6,6]
        s = input f32[1,4,1,1]
        m = Mul(x, s)
        y = Conv(m, const f32[8,4,3,3])
        """);

    private sealed class Both : Pass
    {
        public override bool Run(XinRT.Ir.Graph graph, PassContext context) => new FuseEpilogues().Run(graph, context) | Pass.Run(graph, context);
    }
}
