using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.KernelTests.Kernels.Spatial;

public sealed class SqueezeExciteKernelTests
{
    private static readonly SqueezeExciteKernel Kernel = new();

    private static readonly Func<int, long[], TensorLayout?> ChannelsLast =
        (_, dims) => dims.Length > 2 ? TensorLayout.ChannelsLast(dims) : null;

    [Theory]
    [InlineData(1, 32, 8, "112,112")]
    [InlineData(2, 33, 5, "7,9")]
    [InlineData(3, 144, 6, "5,5")]
    [InlineData(1, 1152, 48, "7,7")]
    [InlineData(1, 70, 65, "1,1")]
    [InlineData(2, 130, 16, "33,20")]
    [InlineData(1, 3, 2, "11")]
    [InlineData(1, 672, 240, "4,3")]
    public void Convolutions(int batch, int channels, int hidden, string plane)
    {
        string ones = string.Join(',', plane.Split(',').Select(_ => "1")), x = $"f32[{batch},{channels},{plane}]";
        foreach (var (f, g) in (ReadOnlySpan<(string, string)>)[("Relu(c0)", "HardSigmoid(d0)"), ("Swish(c0)", "Sigmoid(d0)"), ("Softplus(c0)", "Tanh(d0)")])
        {
            string graph = $$"""
                x = input {{x}}
                y = xinrt::Fused(x, const f32[{{hidden}},{{channels}},{{ones}}], const f32[{{hidden}}], const f32[{{channels}},{{hidden}},{{ones}}], const f32[{{channels}}]) {kind="SqueezeExcite"} body {
                    x0 = input {{x}}
                    w0 = input f32[{{hidden}},{{channels}},{{ones}}]
                    a0 = input f32[{{hidden}}]
                    v0 = input f32[{{channels}},{{hidden}},{{ones}}]
                    b0 = input f32[{{channels}}]
                    m0 = GlobalAveragePool(x0)
                    c0 = Conv(m0, w0, a0)
                    f0 = {{f}}
                    d0 = Conv(f0, v0, b0)
                    y0 = {{g}}
                    output y0
                }
                """;
            // Sums of sums of sums of so many numbers come out close to 0 at places.
            KernelHarness.Check(Kernel, graph, new() { Relative = 5e-5 });
            KernelHarness.Check(Kernel, graph, new() { Relative = 5e-5, Layout = ChannelsLast });
        }
    }

    [Theory]
    [InlineData(1, 32, 8, "112,112", "Mul(x0, y0)")]
    [InlineData(2, 33, 5, "7,9", "Mul(y0, x0)")]
    [InlineData(3, 144, 6, "5,5", "Mul(x0, y0)")]
    [InlineData(1, 1152, 48, "7,7", "Mul(x0, y0)")]
    [InlineData(1, 70, 65, "1,1", "Mul(y0, x0)")]
    [InlineData(1, 130, 16, "33,20", "Mul(x0, y0)")]
    [InlineData(1, 3, 2, "11", "Mul(x0, y0)")]
    [InlineData(5, 16, 2, "3,1", "Mul(x0, y0)")]
    public void Scaled_images(int batch, int channels, int hidden, string plane, string product)
    {
        string ones = string.Join(',', plane.Split(',').Select(_ => "1")), x = $"f32[{batch},{channels},{plane}]";
        string graph = $$"""
            x = input {{x}}
            y = xinrt::Fused(x, const f32[{{hidden}},{{channels}},{{ones}}], const f32[{{hidden}}], const f32[{{channels}},{{hidden}},{{ones}}]) {kind="SqueezeExcite"} body {
                x0 = input {{x}}
                w0 = input f32[{{hidden}},{{channels}},{{ones}}]
                a0 = input f32[{{hidden}}]
                v0 = input f32[{{channels}},{{hidden}},{{ones}}]
                m0 = GlobalAveragePool(x0)
                c0 = Conv(m0, w0, a0)
                f0 = Swish(c0)
                d0 = Conv(f0, v0)
                y0 = Sigmoid(d0)
                z0 = {{product}}
                output z0
            }
            """;
        KernelHarness.Check(Kernel, graph, new() { Relative = 5e-5 });
        KernelHarness.Check(Kernel, graph, new() { Relative = 5e-5, Layout = ChannelsLast });
    }

    [Fact]
    public void Products() => KernelHarness.Check(Kernel, """
        x = input f32[2,40,6,6]
        y = xinrt::Fused(x, const i64[2](2,40), const f32[40,12], const f32[12], const f32[50,12]) {kind="SqueezeExcite"} body {
            x0 = input f32[2,40,6,6]
            s0 = input i64[2]
            w0 = input f32[40,12]
            a0 = input f32[12]
            v0 = input f32[50,12]
            m0 = GlobalAveragePool(x0)
            r0 = Reshape(m0, s0)
            c0 = Gemm(r0, w0, a0)
            f0 = Clip(c0, const f32[](0), const f32[](6))
            d0 = Gemm(f0, v0) {transB=1}
            e0 = Sigmoid(d0)
            y0 = Mul(e0, const f32[](2))
            output y0
        }
        """);

    [Fact]
    public void Special_values() => KernelHarness.Check(Kernel, """
        x = input f32[1,40,3,3]
        y = xinrt::Fused(x, const f32[9,40,1,1], const f32[40,9,1,1]) {kind="SqueezeExcite"} body {
            x0 = input f32[1,40,3,3]
            w0 = input f32[9,40,1,1]
            v0 = input f32[40,9,1,1]
            m0 = GlobalAveragePool(x0)
            c0 = Conv(m0, w0)
            d0 = Conv(c0, v0)
            y0 = Sigmoid(d0)
            output y0
        }
        """, new() { SpecialValues = true });

    [Fact]
    public void Larger_windows_are_not_taken() => Assert.Contains("larger than a pixel", KernelHarness.WhyNot(Kernel, """
        x = input f32[1,40,3,3]
        y = xinrt::Fused(x, const f32[9,40,1,1], const f32[40,9,3,3]) {kind="SqueezeExcite"} body {
            x0 = input f32[1,40,3,3]
            w0 = input f32[9,40,1,1]
            v0 = input f32[40,9,3,3]
            m0 = GlobalAveragePool(x0)
            c0 = Conv(m0, w0)
            d0 = Conv(c0, v0) {auto_pad="SAME_UPPER"}
            output d0
        }
        """), StringComparison.Ordinal);
}
