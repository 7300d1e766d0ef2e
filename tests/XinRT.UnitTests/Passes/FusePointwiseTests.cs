using XinRT.Fusion;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FusePointwiseTests
{
    private static readonly FusePointwise Pass = new();

    [Fact]
    public void Joins_a_chain()
    {
        var graph = FusionCheck.Leaves(Pass, "[Mul Add Relu] MatMul", """
            x = input f32[n,4]
            m = Mul(x, const f32[4])
            a = Add(m, const f32[](0.5))
            r = Relu(a)
            y = MatMul(r, const f32[4,2])
            """);

        var fused = AnchoredForm.Of(graph.Nodes[0])!;
        Assert.Null(fused.Anchor);
        Assert.Equal([0, 1], fused.Epilogue.Operands);
        Assert.Equal(2, graph.Nodes[0].Inputs.Count);
    }

    [Fact]
    public void Joins_branches_that_meet() => FusionCheck.Leaves(Pass, "[Tanh Sigmoid Exp Mul Add]", """
        x = input f32[3,4]
        z = input f32[3,4]
        t = Tanh(x)
        s = Sigmoid(t)
        e = Exp(z)
        m = Mul(s, t)
        y = Add(m, e)
        """);

    [Fact]
    public void Takes_conditions_of_any_size_in() => FusionCheck.Leaves(Pass, "[Less Where]", """
        x = input f32[3,4]
        z = input f32[4]
        l = Less(z, const f32[](0.5))
        y = Where(l, x, const f32[](1))
        """);

    [Fact]
    public void Stores_what_others_read() => FusionCheck.Leaves(Pass, "Relu [Neg Exp] Softmax", """
        x = input f32[3,4]
        r = Relu(x)
        n = Neg(r)
        y = Exp(n)
        z = Softmax(r)
        """);

    [Fact]
    public void Says_who_else_reads() => FusionCheck.Misses(Pass, "has readers outside", """
        x = input f32[3,4]
        r = Relu(x)
        y = Exp(r)
        z = Softmax(r)
        """);

    [Fact]
    public void Leaves_other_types() => FusionCheck.Leaves(Pass, "Mul Add", """
        x = input i64[3,4]
        m = Mul(x, const i64[](2))
        y = Add(m, const i64[](1))
        """);

    [Fact]
    public void Does_not_repeat_small_work() => FusionCheck.Leaves(Pass, "Exp Add", """
        x = input f32[3,4]
        z = input f32[4]
        e = Exp(z)
        y = Add(x, e)
        """);
}
