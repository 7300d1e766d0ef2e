using XinRT.Ir;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class SinkViewsTests
{
    [Fact]
    public void A_residual_joins_the_product_before_the_reshape()
    {
        var result = new SinkViews().ApplyTo(Graph.Parse("""
            x = input f32[6,4]
            r = input f32[1,6,8]
            y = MatMul(x, const f32[4,8])
            v = Reshape(y, const i64[3](1,6,8))
            z = Add(v, r)
            output z
            """));

        Assert.Equal(["MatMul", "Reshape", "Add", "Reshape"], result.Nodes.Select(n => n.Op.Info.Name));
        Assert.Equal("z", result.Outputs[0].Name);
        Assert.Equal("MatMul", result.Nodes[2].Inputs[0]!.Producer!.Op.Info.Name);
    }

    [Fact]
    public void A_scale_and_a_residual_join_the_product_before_the_transposition()
    {
        var graph = Graph.Parse("""
            x = input f32[1,5,7,4]
            r = input f32[1,8,5,7]
            y = MatMul(x, const f32[4,8])
            t = Transpose(y) {perm=[0,3,1,2]}
            a = Mul(t, const f32[8,1,1])
            z = Add(r, a)
            output z
            """);

        var result = new SinkViews().ApplyTo(graph);

        Assert.Equal(["MatMul", "Reshape", "Transpose", "Mul", "Transpose", "Add", "Transpose"], result.Nodes.Select(n => n.Op.Info.Name));
        Assert.Equal("f32[1,5,7,8]", result.Nodes[5].Outputs[0]!.Type.ToString());
        RuleCheck.MustAgree(graph, result);
    }

    [Fact]
    public void An_operand_that_is_broadcast_along_mixed_axes_stays_behind_the_reshape()
    {
        var context = new PassContext();
        new SinkViews().ApplyTo(Graph.Parse("""
            x = input f32[6,4]
            y = MatMul(x, const f32[4,8])
            v = Reshape(y, const i64[3](2,3,8))
            z = Add(v, const f32[8])
            output z
            """), context);

        Assert.Contains(context.Log.Missed, m => m.Rule == "SinkViews" && m.Reason!.Contains("mixes", StringComparison.Ordinal));
    }
}
