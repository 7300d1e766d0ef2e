using XinRT.Backends.Cpu.Kernels.Pointwise;

namespace XinRT.KernelTests.Pointwise;

public sealed class PointwiseKernelTests
{
    private static readonly PointwiseKernel Kernel = new();

    [Theory]
    [InlineData("x = input f32[]\ny = Relu(x)")]
    [InlineData("x = input f32[1]\ny = Neg(x)")]
    [InlineData("x = input f32[3,5,7]\ny = Mul(x, const f32[](3))")]
    [InlineData("x = input f32[2,3,129]\nz = input f32[3,1]\ny = Add(x, z)")]
    [InlineData("x = input f32[2,3,40]\nz = input f32[2,1,40]\ny = Sub(x, z)")]
    [InlineData("x = input f32[4,1,6]\nz = input f32[5,1]\ny = Add(x, z)")]
    [InlineData("x = input f32[2,1,3,1,5]\nz = input f32[4,1,3,1]\ny = Mul(x, z)")]
    [InlineData("x = input f32[30000]\ny = Abs(x)")]
    [InlineData("x = input f32[3,20011]\nz = input f32[20011]\ny = Add(x, z)")]
    [InlineData("x = input f32[700,50]\nz = input f32[50]\ny = Add(x, z)")]
    [InlineData("x = input f32[6,7,8,9]\nz = input f32[7,1,9]\ny = Mul(x, z)")]
    [InlineData("a = input f32[33]\nb = input f32[33]\nc = input f32[33]\nd = input f32[1]\ne = input f32[33]\nf = input f32[33]\ny = Sum(a, b, c, d, e, f)")]
    [InlineData("x = input f32[2,3,4,4,1]\nz = input f32[4,1]\ny = Sub(x, z)")]
    [InlineData("x = input f32[0,4]\ny = Relu(x)")]
    public void Agrees_at_all_shapes(string graph) => KernelHarness.Check(Kernel, graph, new() { Ulps = 2, SpecialValues = true });

    [Theory]
    [InlineData("x = input f32[2,20,5,3]\nz = input f32[2,20,5,3]\ny = Add(x, z)")]
    [InlineData("x = input f32[2,20,5,3]\nz = input f32[20,1,1]\ny = Mul(x, z)")]
    [InlineData("x = input f32[2,20,5,3]\nz = input f32[2,20,1,1]\ny = Mul(x, z)")]
    [InlineData("x = input f32[1,1,5,3]\nz = input f32[5,3]\ny = Add(x, z)")]
    public void Keeps_channels_innermost(string graph) => KernelHarness.Check(Kernel, graph, new() { Layout = KernelCheck.ChannelsLast, Ulps = 1 });

    [Fact]
    public void Reads_rows_with_a_pitch() => KernelHarness.Check(Kernel, "x = input f32[9,21]\nz = input f32[9,21]\ny = Add(x, z)",
        new() { Layout = (i, dims) => i == 0 ? new(dims, new long[] { 32, 1 }) : null, Ulps = 0 });

    [Fact]
    public void Follows_the_order_of_a_dense_input()
    {
        var problem = new KernelSubject("x = input f32[2,3,4,5]\nz = input f32[2,3,4,5]\ny = Add(x, z)", new() { Layout = KernelCheck.ChannelsLast }).Problem;

        var plan = Kernel.Plan(problem, Kernel.Tactics(problem, KernelHarness.Target(default))[0], KernelHarness.Target(default));

        Assert.Equal(TensorLayout.ChannelsLast([2, 3, 4, 5]), plan.Outputs[0]);
        Assert.Equal([0, 1], plan.Overwrites);
    }

    [Fact]
    public void Computes_fused_nodes() => KernelHarness.Check(Kernel, """
        x = input f32[4,37]
        z = input f32[37]
        y = xinrt::Fused(x, z) body {
            a = input f32[4,37]
            b = input f32[37]
            s = Sigmoid(a)
            m = Mul(s, b)
            l = Less(m, const f32[](0.25))
            t = Tanh(m)
            w = Where(l, t, a)
            y = Add(w, b)
        }
        """, new() { Range = (-3, 3) });

    [Theory]
    [InlineData("x = input i64[4]\ny = Neg(x)", "computes this operator")]
    [InlineData("x = input f32[4]\ny = Softmax(x)", "computes this operator")]
    [InlineData("x = input f32[4]\ny = Identity(x)", "copies")]
    public void Refuses(string graph, string reason) =>
        Assert.Contains(reason, KernelHarness.WhyNot(Kernel, graph), StringComparison.Ordinal);
}
