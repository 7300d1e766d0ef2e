using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class MoveFunctionsToLayersTests
{
    private static readonly MoveFunctionsToLayers Pass = new();

    [Fact]
    public void Moves_a_function_before_a_change_of_axes() => FusionCheck.Makes(Pass, "Conv Sigmoid Mul Reshape Transpose Softmax", """
        x = input f32[1,3,4,4]
        c = Conv(x, const f32[6,3,1,1])
        r = Reshape(c, const i64[5](1,2,3,4,4))
        t = Transpose(r) {perm=[0,1,3,4,2]}
        s = Sigmoid(t)
        m = Mul(s, const f32[](2))
        y = Softmax(m)
        """);

    [Fact]
    public void Moves_bias_and_residual() => FusionCheck.Makes(Pass, "MatMul Add Reshape Transpose Reshape Add Reshape Transpose Reshape", """
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
    public void Leaves_sums_after_convolutions() => FusionCheck.Misses(Pass, "would be copied", """
        x = input f32[1,3,4,4]
        z = input f32[1,6,16]
        c = Conv(x, const f32[6,3,1,1])
        r = Reshape(c, const i64[3](1,6,16))
        y = Add(r, z)
        """);

    [Fact]
    public void Leaves_other_broadcasts() => FusionCheck.Misses(Pass, "is not moved as cheaply", """
        x = input f32[1,3,4,4]
        c = Conv(x, const f32[6,3,1,1])
        r = Reshape(c, const i64[3](1,6,16))
        y = Mul(r, const f32[16])
        """);

    [Fact]
    public void Leaves_sizes_of_the_run() => FusionCheck.Misses(Pass, "the sizes depend on the run", """
        x = input f32[n,9,4]
        z = input f32[n,3,3,5]
        m = MatMul(x, const f32[4,5])
        r = Reshape(m, const i64[4](0,3,3,5))
        y = Add(z, r)
        """);
}
