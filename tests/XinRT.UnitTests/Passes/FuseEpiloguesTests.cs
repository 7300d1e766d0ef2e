using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseEpiloguesTests
{
    private static readonly FuseEpilogues Pass = new();

    [Fact]
    public void Takes_in_activation_and_residual()
    {
        var graph = FusionCheck.Leaves(Pass, "[Conv Add Relu] GlobalAveragePool", """
            x = input f32[1,4,6,6]
            r = input f32[1,4,6,6]
            c = Conv(x, const f32[4,4,3,3]) {pads=[1,1,1,1]}
            s = Add(r, c)
            y = Relu(s)
            g = GlobalAveragePool(y)
            """);

        var node = graph.Nodes[0];
        Assert.Equal("c", node.Name);
        Assert.Equal(["c", "s", "y"], node.Origins);
        var fused = AnchoredForm.Of(node)!;
        Assert.IsType<ConvOp>(fused.Anchor);
        Assert.Equal([0, 1], fused.AnchorInputs);
        Assert.Equal([2], fused.Epilogue.Operands);
        Assert.Equal(5, fused.Epilogue.Terms.Count);
    }

    [Fact]
    public void Follows_a_value_to_where_its_readers_meet() => FusionCheck.Leaves(Pass, "[MatMul Sigmoid Mul Add]", """
        x = input f32[2,3,4]
        m = MatMul(x, const f32[4,5])
        s = Sigmoid(m)
        p = Mul(m, s)
        y = Add(p, const f32[5])
        """);

    [Fact]
    public void Lets_the_later_of_two_products_take_the_sum()
    {
        string text = """
            x = input f32[2,4,5,5]
            a = Conv(x, const f32[3,4,1,1])
            b = Conv(x, const f32[3,4,1,1])
            i = Relu(b)
            y = Add(a, i)
            """;

        FusionCheck.Leaves(Pass, "Conv [Conv Relu Add]", text);
        FusionCheck.Misses(new Limited(), "is computed later", text);
    }

    [Fact]
    public void Lets_a_product_go_before_a_lookup() => FusionCheck.Leaves(Pass, "Gather [MatMul Add]", """
        x = input f32[2,4]
        m = MatMul(x, const f32[4,5])
        g = Gather(const f32[9,5], const i64[2](1,3))
        y = Add(m, g)
        """);

    [Fact]
    public void Takes_operands_that_are_computed_later() => FusionCheck.Leaves(Pass, "Transpose [MatMul Mul]", """
        x = input f32[2,4]
        z = input f32[5,2]
        m = MatMul(x, const f32[4,5])
        t = Transpose(z) {perm=[1,0]}
        y = Mul(m, t)
        """);

    [Fact]
    public void Keeps_conditions_inside() => FusionCheck.Leaves(Pass, "[Softmax Less Where]", """
        x = input f32[n,4]
        s = Softmax(x)
        l = Less(s, const f32[](0.25))
        y = Where(l, const f32[](0), s)
        """);

    [Fact]
    public void Leaves_results_that_are_read_elsewhere() => FusionCheck.Misses(Pass, "its result has 2 readers", """
        x = input f32[1,4,6,6]
        c = Conv(x, const f32[4,4,1,1])
        y = Relu(c)
        z = Conv(c, const f32[4,4,1,1])
        """);

    [Fact]
    public void Leaves_outputs() => FusionCheck.Misses(Pass, "is an output", """
        x = input f32[2,4]
        m = MatMul(x, const f32[4,5])
        y = Relu(m)
        output m
        output y
        """);

    [Fact]
    public void Leaves_what_grows() => FusionCheck.Misses(Pass, "another shape", """
        x = input f32[4,1]
        m = MatMul(x, const f32[1,1])
        y = Add(m, const f32[4,7])
        """);

    [Fact]
    public void Stops_at_conditions_from_outside() => FusionCheck.Misses(Pass, "is bool", """
        x = input f32[2,4]
        c = input bool[2,5]
        m = MatMul(x, const f32[4,5])
        y = Where(c, m, const f32[](0))
        """);

    [Fact]
    public void Stops_at_too_many_operands() => FusionCheck.Leaves(Pass, "[MatMul Add Add Add Add] Add", """
        x = input f32[2,4]
        m = MatMul(x, const f32[4,5])
        a1 = Add(m, const f32[2,5])
        a2 = Add(a1, const f32[1,5])
        a3 = Add(a2, const f32[5])
        a4 = Add(a3, const f32[2,1])
        y = Add(a4, const f32[2,5])
        """);

    // The first change only, to see what was refused on the way.
    private sealed class Limited : Pass
    {
        public override string Name => nameof(FuseEpilogues);

        public override bool Run(Graph graph, PassContext context)
        {
            new FuseEpilogues().Run(graph, context);
            return false;
        }
    }
}
