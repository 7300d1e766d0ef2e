using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseCascadesTests
{
    private static readonly FuseCascades Pass = new();

    [Fact]
    public void Joins_what_expands_and_filters_before_what_projects()
    {
        var graph = FusionCheck.Makes(Pass, "[Conv Conv] Conv", """
            x = input f32[1,4,6,6]
            t = Conv(x, const f32[8,4,1,1], const f32[8])
            f = Conv(t, const f32[8,1,3,3], const f32[8]) {group=8,pads=[1,1,1,1],strides=[2,2]}
            y = Conv(f, const f32[4,8,1,1])
            """);

        var node = graph.Nodes[0];
        Assert.Equal("f", node.Name);
        Assert.Equal(["t", "f"], node.Origins);
        var chain = (ChainForm)FusedForm.Of(node)!;
        Assert.Equal([0, 1, 2], chain.Links[0].Inputs);
        Assert.Equal([ChainLink.Previous, 3, 4], chain.Links[1].Inputs);
        Assert.Equal(graph.ToString(), Graph.Parse(graph.ToString()).ToString());
    }

    [Fact]
    public void Joins_what_filters_and_projects() => FusionCheck.Makes(Pass, "[Conv Conv] [Conv Conv]", """
        x = input f32[1,8,6,6]
        f = Conv(x, const f32[8,1,3,3]) {group=8,pads=[1,1,1,1]}
        p = Conv(f, const f32[16,8,1,1])
        g = Conv(p, const f32[16,1,3,3]) {group=16,pads=[1,1,1,1]}
        y = Conv(g, const f32[16,16,1,1])
        """);

    [Fact]
    public void Joins_what_expands_and_what_filters() => FusionCheck.Makes(Pass, "[Conv Conv] Conv", """
        x = input f32[1,4,6,6]
        t = Conv(x, const f32[8,4,1,1])
        f = Conv(t, const f32[8,1,3,3]) {group=8,pads=[1,1,1,1]}
        y = Conv(f, const f32[4,8,3,3])
        """);

    [Fact]
    public void An_image_that_both_read_is_one_input()
    {
        var graph = Graph.Parse("""
            x = input f32[1,8,6,6]
            t = Conv(x, const f32[8,8,1,1])
            f = Conv(t, const f32[8,1,3,3]) {group=8,pads=[1,1,1,1]}
            y = Add(f, x)
            """);

        var result = Pass.ApplyTo(new FuseEpilogues().ApplyTo(graph));

        var node = Assert.Single(result.Nodes);
        Assert.Single(node.Inputs, v => v!.Name == "x");
        var links = ((ChainForm)FusedForm.Of(node)!).Links;
        Assert.Equal(0, links[0].Inputs[0]);
        Assert.Contains(0, links[1].Inputs);
        RuleCheck.MustAgree(graph, result);
    }

    [Fact]
    public void Keeps_the_epilogues_of_both()
    {
        var graph = Graph.Parse("""
            x = input f32[2,4,6,6]
            r = input f32[2,8,6,6]
            t = Conv(x, const f32[8,4,1,1])
            a = HardSwish(t)
            f = Conv(a, const f32[8,1,3,3]) {group=8,pads=[1,1,1,1]}
            s = Add(f, r)
            y = Relu(s)
            """);
        var fused = new FuseEpilogues().ApplyTo(graph);

        var result = Pass.ApplyTo(fused);

        Assert.Equal(["t", "a", "f", "s", "y"], Assert.Single(result.Nodes).Origins);
        Assert.All(((ChainForm)FusedForm.Of(result.Nodes[0])!).Links, l => Assert.IsType<ConvOp>(l.Form.Anchor));
        Assert.Null(AnchoredForm.Of(result.Nodes[0]));
        RuleCheck.MustAgree(graph, result);
    }

    [Fact]
    public void Takes_sizes_that_only_a_run_tells() => FusionCheck.Makes(Pass, "[Conv Conv]", """
        x = input f32[n,4,h,6]
        t = Conv(x, const f32[8,4,1,1])
        y = Conv(t, const f32[8,1,5,5]) {group=8,pads=[2,2,2,2]}
        """);

    [Fact]
    public void A_value_with_other_readers_stays() => FusionCheck.Misses(Pass, "has 2 readers", """
        x = input f32[1,4,6,6]
        t = Conv(x, const f32[8,4,1,1])
        f = Conv(t, const f32[8,1,3,3]) {group=8,pads=[1,1,1,1]}
        y = Add(f, t)
        """);

    [Fact]
    public void An_output_stays() => FusionCheck.Misses(Pass, "output of the graph", """
        x = input f32[1,4,6,6]
        t = Conv(x, const f32[8,4,1,1])
        y = Conv(t, const f32[8,1,3,3]) {group=8}
        output t
        output y
        """);

    [Fact]
    public void What_is_filtered_and_read_twice_stays() => FusionCheck.Misses(Pass, "has 2 readers", """
        x = input f32[1,8,6,6]
        f = Conv(x, const f32[8,1,3,3]) {group=8,pads=[1,1,1,1]}
        p = Conv(f, const f32[8,8,1,1])
        y = Add(p, f)
        """);

    [Fact]
    public void A_mean_over_all_pixels_keeps_the_layer_behind_it_apart() => FusionCheck.Misses(Pass, "needs the means of 'f'", """
        x = input f32[1,8,6,6]
        f = Conv(x, const f32[8,1,3,3]) {group=8,pads=[1,1,1,1]}
        m = GlobalAveragePool(f)
        a = Conv(m, const f32[2,8,1,1])
        s = Conv(a, const f32[8,2,1,1])
        e = Mul(f, s)
        y = Conv(e, const f32[8,8,1,1])
        """);

    [Fact]
    public void A_layer_that_adds_its_image_stays()
    {
        var fused = new FuseEpilogues().ApplyTo(Graph.Parse("""
            x = input f32[1,8,6,6]
            c = Conv(x, const f32[8,8,1,1])
            t = Add(c, x)
            y = Conv(t, const f32[8,1,3,3]) {group=8,pads=[1,1,1,1]}
            """));

        FusionCheck.Misses(Pass, "'t' does not only convolve its image", fused.ToString());
    }

    [Fact]
    public void A_layer_that_adds_what_is_filtered_stays()
    {
        var fused = new FuseEpilogues().ApplyTo(Graph.Parse("""
            x = input f32[1,8,6,6]
            z = input f32[1,4,6,6]
            f = Conv(x, const f32[8,1,3,3]) {group=8,pads=[1,1,1,1]}
            p = Conv(z, const f32[8,4,1,1])
            y = Add(p, f)
            """));

        Assert.False(Pass.Run(fused, new PassContext()));
    }

    [Theory]
    [InlineData("Conv(x, const f32[8,4,3,3]) {pads=[1,1,1,1]}", "Conv(t, const f32[8,1,3,3]) {group=8}")]
    [InlineData("Conv(x, const f32[8,4,1,1]) {strides=[2,2]}", "Conv(t, const f32[8,1,3,3]) {group=8}")]
    [InlineData("Conv(x, const f32[8,4,1,1]) {pads=[1,1,1,1]}", "Conv(t, const f32[8,1,3,3]) {group=8}")]
    [InlineData("Conv(x, const f32[8,4,1,1])", "Conv(t, const f32[8,1,1,1]) {group=8}")]
    [InlineData("Conv(x, const f32[8,4,1,1])", "Conv(t, const f32[16,1,3,3]) {group=8}")]
    [InlineData("Conv(x, const f32[8,4,1,1])", "Conv(t, const f32[8,8,3,3])")]
    [InlineData("Conv(x, const f32[8,4,1,1])", "Conv(t, w) {group=8}")]
    public void Other_convolutions_stay(string first, string second) =>
        Assert.False(Pass.Run(Graph.Parse($"x = input f32[1,4,6,6] w = input f32[8,1,3,3] t = {first} y = {second}"), new PassContext()));
}
