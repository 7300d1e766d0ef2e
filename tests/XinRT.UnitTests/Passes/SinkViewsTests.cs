using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class SinkViewsTests
{
    private static readonly SinkViews Pass = new();

    [Fact]
    public void A_residual_joins_the_product_before_the_reshape()
    {
        var result = FusionCheck.Makes(Pass, "MatMul Reshape Add Reshape", """
            x = input f32[6,4]
            r = input f32[1,6,8]
            y = MatMul(x, const f32[4,8])
            v = Reshape(y, const i64[3](1,6,8))
            z = Add(v, r)
            output z
            """);

        Assert.Equal("z", result.Outputs[0].Name);
        Assert.Equal("MatMul", result.Nodes[2].Inputs[0]!.Producer!.Op.Info.Name);
    }

    [Fact]
    public void A_scale_and_a_residual_join_the_product_before_the_transposition()
    {
        var result = FusionCheck.Makes(Pass, "MatMul Unsqueeze Transpose Mul Transpose Add Transpose", """
            x = input f32[1,5,7,4]
            r = input f32[1,8,5,7]
            y = MatMul(x, const f32[4,8])
            t = Transpose(y) {perm=[0,3,1,2]}
            a = Mul(t, const f32[8,1,1])
            z = Add(r, a)
            output z
            """);

        Assert.Equal("f32[1,5,7,8]", result.Nodes[5].Outputs[0]!.Type.ToString());
    }

    [Fact]
    public void A_function_joins_the_convolution_before_several_views() => FusionCheck.Makes(Pass, "Conv Sigmoid Mul Reshape Transpose Softmax", """
        x = input f32[1,3,4,4]
        c = Conv(x, const f32[6,3,1,1])
        r = Reshape(c, const i64[5](1,2,3,4,4))
        t = Transpose(r) {perm=[0,1,3,4,2]}
        s = Sigmoid(t)
        m = Mul(s, const f32[](2))
        y = Softmax(m)
        """);

    [Fact]
    public void A_bias_stays_and_a_residual_goes_back_through_windows() => FusionCheck.Makes(Pass, "MatMul Add Reshape Transpose Reshape Add Reshape Transpose Reshape", """
        x = input f32[4,9,4]
        z = input f32[1,6,6,5]
        m = MatMul(x, const f32[4,5])
        r = Reshape(m, const i64[6](1,2,2,3,3,5))
        t = Transpose(r) {perm=[0,1,3,2,4,5]}
        w = Reshape(t, const i64[4](1,6,6,5))
        b = Add(w, const f32[5])
        y = Add(z, b)
        """);

    [Fact]
    public void Sizes_of_the_run_are_kept() => FusionCheck.Makes(Pass, "MatMul Reshape Add Reshape", """
        x = input f32[n,9,4]
        z = input f32[n,3,3,5]
        m = MatMul(x, const f32[4,5])
        r = Reshape(m, const i64[4](0,3,3,5))
        y = Add(z, r)
        """);

    [Fact]
    public void Two_open_sizes_cannot_be_told_apart_again() => FusionCheck.Misses(Pass, "its sizes are open", """
        x = input f32[n,k,4]
        z = input f32[n,k,5]
        m = MatMul(x, const f32[4,5])
        r = Reshape(m, const i64[2](-1,5))
        u = Relu(z)
        v = Reshape(u, const i64[2](-1,5))
        y = Mul(r, v)
        """);

    [Fact]
    public void A_value_with_other_readers_stays() => FusionCheck.Misses(Pass, "'r' has other readers", """
        x = input f32[6,4]
        m = MatMul(x, const f32[4,8])
        r = Reshape(m, const i64[3](1,6,8))
        y = Relu(r)
        z = Softmax(r)
        """);

    [Fact]
    public void An_operand_that_is_broadcast_along_mixed_axes_stays_behind_the_reshape() => FusionCheck.Misses(Pass, "mixes", """
        x = input f32[6,4]
        y = MatMul(x, const f32[4,8])
        v = Reshape(y, const i64[3](2,3,8))
        z = Add(v, const f32[3,8])
        output z
        """);
}
