using XinRT.Backends.Cpu.Kernels.Contraction;

namespace XinRT.KernelTests.Kernels.Contraction;

/// <summary>Convolutions of an image that is scaled by channel.</summary>
public sealed class InputScaleTests
{
    [Theory]
    [InlineData("f32[1,24,9,7]", "f32[16,24,1,1]", "f32[1,24,1,1]", "")]
    [InlineData("f32[2,37,5,6]", "f32[35,37,1,1]", "f32[2,37,1,1]", "{strides=[2,2]}")]
    [InlineData("f32[3,37,5,6]", "f32[130,37,1,1]", "f32[1,37,1,1]", "")]
    [InlineData("f32[2,12,9,9]", "f32[20,6,3,3]", "f32[2,12,1,1]", "{group=2, pads=[1,1,1,1]}")]
    [InlineData("f32[2,300,11]", "f32[33,300,1]", "f32[2,300,1]", "")]
    [InlineData("f32[1,3,20,20]", "f32[33,3,3,3]", "f32[1,3,1,1]", "")]
    public void Scales_the_filters(string x, string w, string s, string attributes)
    {
        string graph = $$"""
            x = input {{x}}
            s = input {{s}}
            y = xinrt::Fused(x, const {{w}}, s) body {
                x0 = input {{x}}
                w0 = input {{w}}
                s0 = input {{s}}
                m0 = Mul(x0, s0)
                c0 = Conv(m0, w0) {{attributes}}
                y0 = Relu(c0)
                output y0
            }
            """;
        KernelHarness.Check(new ConvKernel(), graph);
        KernelHarness.Check(new ConvKernel(), graph, new() { Layout = KernelCheck.ChannelsLast });
    }

    [Fact]
    public void Takes_a_residual() => KernelHarness.Check(new ConvKernel(), """
        x = input f32[1,24,9,7]
        s = input f32[1,24,1,1]
        r = input f32[1,40,9,7]
        y = xinrt::Fused(x, const f32[40,24,1,1], const f32[40], r, s) body {
            x0 = input f32[1,24,9,7]
            w0 = input f32[40,24,1,1]
            b0 = input f32[40]
            r0 = input f32[1,40,9,7]
            s0 = input f32[1,24,1,1]
            m0 = Mul(x0, s0)
            c0 = Conv(m0, w0, b0)
            y0 = Add(c0, r0)
            output y0
        }
        """);

    [Fact]
    public void Other_factors_are_not_taken() => Assert.Contains("one number for each channel", KernelHarness.WhyNot(new ConvKernel(), """
        x = input f32[1,24,9,7]
        s = input f32[1,1,9,7]
        y = xinrt::Fused(x, const f32[16,24,1,1], s) body {
            x0 = input f32[1,24,9,7]
            w0 = input f32[16,24,1,1]
            s0 = input f32[1,1,9,7]
            m0 = Mul(x0, s0)
            c0 = Conv(m0, w0)
            output c0
        }
        """), StringComparison.Ordinal);

    [Fact]
    public void Other_kernels_do_not_overlook_the_scale() => Assert.NotNull(KernelHarness.WhyNot(new MatMulKernel(), """
        x = input f32[9,24]
        s = input f32[9,24]
        y = xinrt::Fused(x, const f32[24,16], s) body {
            x0 = input f32[9,24]
            w0 = input f32[24,16]
            s0 = input f32[9,24]
            m0 = Mul(x0, s0)
            c0 = MatMul(m0, w0)
            output c0
        }
        """));
}
