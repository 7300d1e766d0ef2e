using XinRT.Backends.Cpu.Kernels.Pointwise;

namespace XinRT.KernelTests.Pointwise;

public sealed class PieceKernelTests
{
    private static readonly PieceKernel Kernel = new();

    [Theory]
    [InlineData(2, 2, 81)]
    [InlineData(2, 2, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(4, 16, 17)]
    [InlineData(15, 1, 33)]
    [InlineData(0, 3, 5)]
    [InlineData(200, 7, 300)]
    [InlineData(9000, 3, 5)]
    public void Writes_rows_of_pieces(int a, int b, int c) => KernelHarness.Check(Kernel, $$"""
        x = input f32[3,5,{{a}}]
        z = input f32[3,5,{{b}}]
        w = input f32[3,5,{{c}}]
        g = input f32[5,{{a}}]
        s = input f32[5,1]
        y = xinrt::Fused(x, z, w, g, s) {kind="Segments"} body {
            x = input f32[3,5,{{a}}]
            z = input f32[3,5,{{b}}]
            w = input f32[3,5,{{c}}]
            g = input f32[5,{{a}}]
            s = input f32[5,1]
            p = Add(x, g)
            q = Mul(p, s)
            e = Exp(z)
            r = Mul(e, s)
            y = Concat(q, r, w) {axis=-1}
        }
        """, new() { Range = (-3, 3), Ulps = 4 });

    [Theory]
    [InlineData(1, "3,6,7", "3,2,7", "3,4,7")]
    [InlineData(0, "30,7", "1,7", "29,7")]
    [InlineData(2, "1,1,40,2", "1,1,33,2", "1,1,7,2")]
    public void Writes_pieces_behind_each_other(int axis, string whole, string first, string second) =>
        KernelHarness.Check(Kernel, Two(axis, whole, first, second), new() { SpecialValues = true, Ulps = 2 });

    [Theory]
    [InlineData("2,20,5,3", "2,4,5,3", "2,16,5,3")]
    [InlineData("1,85,4,4", "1,5,4,4", "1,80,4,4")]
    public void Keeps_channels_innermost(string whole, string first, string second) => KernelHarness.Check(Kernel,
        Two(1, whole, first, second), new() { Layout = KernelCheck.ChannelsLast, SpecialValues = true, Ulps = 2 });

    [Fact]
    public void Reads_parts_of_a_larger_tensor() => KernelHarness.Check(Kernel, Two(1, "9,21", "9,4", "9,17"),
        new() { Layout = (i, dims) => new(dims, new long[] { 32, 1 }), Ulps = 2 });

    [Fact]
    public void A_value_may_serve_two_pieces() => KernelHarness.Check(Kernel, """
        a = input f32[2,9]
        l = input f32[2,9]
        y = xinrt::Fused(a, l) {kind="Segments"} body {
            a = input f32[2,9]
            l = input f32[2,9]
            s = Sub(a, l)
            t = Add(a, l)
            c = Add(s, t)
            d = Sub(t, s)
            y = Concat(c, d, a) {axis=0}
        }
        """, new() { Ulps = 2 });

    [Theory]
    [InlineData("x = input f32[4]\ny = Concat(x, x) {axis=0}", "computes this operator")]
    [InlineData("x = input f32[4]\ny = Relu(x)", "computes this operator")]
    public void Refuses(string graph, string reason) =>
        Assert.Contains(reason, KernelHarness.WhyNot(Kernel, graph), StringComparison.Ordinal);

    private static string Two(int axis, string whole, string first, string second) => $$"""
        x = input f32[{{first}}]
        z = input f32[{{second}}]
        y: f32[{{whole}}] = xinrt::Fused(x, z) {kind="Segments"} body {
            x = input f32[{{first}}]
            z = input f32[{{second}}]
            r = Relu(x)
            n = Neg(z)
            y = Concat(r, n) {axis={{axis}}}
        }
        """;
}
