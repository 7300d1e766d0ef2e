using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Contraction;

namespace XinRT.KernelTests;

public sealed class ContractionEpilogueTests
{
    private static readonly Func<int, long[], TensorLayout?> ChannelsLast = (_, dims) => dims.Length == 4 ? TensorLayout.ChannelsLast(dims) : null;

    [Theory]
    [InlineData("[1,37,9,9]")]
    [InlineData("[37,1,1]")]
    [InlineData("[1,1,9,9]")]
    [InlineData("[1]")]
    public void A_convolution_with_bias_addend_and_relu(string addend) => Check(new ConvKernel(), $$"""
        x = input f32[1,12,9,9]
        b = input f32[37]
        r = input f32{{addend}}
        y = xinrt::Fused(x, const f32[37,12,3,3], b, r) body {
            x0 = input f32[1,12,9,9]
            w0 = input f32[37,12,3,3]
            b0 = input f32[37]
            r0 = input f32{{addend}}
            c0 = Conv(x0, w0, b0) {pads=[1,1,1,1]}
            s0 = Add(c0, r0)
            y0 = Relu(s0)
            output y0
        }
        """);

    [Fact]
    public void A_convolution_with_silu() => Check(new ConvKernel(), """
        x = input f32[1,16,10,11]
        y = xinrt::Fused(x, const f32[40,16,1,1]) body {
            x0 = input f32[1,16,10,11]
            w0 = input f32[40,16,1,1]
            c0 = Conv(x0, w0)
            s0 = Sigmoid(c0)
            y0 = Mul(c0, s0)
            output y0
        }
        """);

    [Fact]
    public void A_grouped_convolution_with_operands_by_channel() => Check(new ConvKernel(), """
        x = input f32[2,16,6,6]
        s = input f32[1,20,1,1]
        t = input f32[2,20,1,1]
        y = xinrt::Fused(x, const f32[20,8,3,3], s, t) body {
            x0 = input f32[2,16,6,6]
            w0 = input f32[20,8,3,3]
            s0 = input f32[1,20,1,1]
            t0 = input f32[2,20,1,1]
            c0 = Conv(x0, w0) {group=2, strides=[2,2]}
            m0 = Mul(c0, s0)
            y0 = Add(m0, t0)
            output y0
        }
        """);

    [Fact]
    public void A_transposed_convolution_with_relu() => Check(new ConvTransposeKernel(), """
        x = input f32[1,8,6,6]
        r = input f32[1,18,12,12]
        y = xinrt::Fused(x, const f32[8,18,2,2], r) body {
            x0 = input f32[1,8,6,6]
            w0 = input f32[8,18,2,2]
            r0 = input f32[1,18,12,12]
            c0 = ConvTranspose(x0, w0) {strides=[2,2]}
            s0 = Add(c0, r0)
            y0 = Relu(s0)
            output y0
        }
        """);

    [Theory]
    [InlineData("[70]")]
    [InlineData("[2,19,70]")]
    [InlineData("[19,1]")]
    [InlineData("[2,1,70]")]
    public void A_product_with_addend_and_gelu(string addend) => Check(new MatMulKernel(), $$"""
        x = input f32[2,19,24]
        b = input f32{{addend}}
        y = xinrt::Fused(x, const f32[24,70], b) body {
            x0 = input f32[2,19,24]
            w0 = input f32[24,70]
            b0 = input f32{{addend}}
            c0 = MatMul(x0, w0)
            s0 = Add(c0, b0)
            h0 = Mul(s0, const f32[](0.70710678))
            e0 = Erf(h0)
            p0 = Add(e0, const f32[](1))
            q0 = Mul(s0, p0)
            y0 = Mul(q0, const f32[](0.5))
            output y0
        }
        """);

    [Fact]
    public void A_product_of_computed_operands_with_many_operands() => Check(new BatchedMatMulKernel(), """
        x = input f32[2,3,11,24]
        z = input f32[2,3,24,21]
        p = input f32[2,1,1,21]
        q = input f32[3,11,21]
        r = input f32[11,1]
        s = input f32[2,3,11,21]
        t = input f32[21]
        u = input f32[]
        y = xinrt::Fused(x, z, p, q, r, s, t, u) body {
            x0 = input f32[2,3,11,24]
            z0 = input f32[2,3,24,21]
            p0 = input f32[2,1,1,21]
            q0 = input f32[3,11,21]
            r0 = input f32[11,1]
            s0 = input f32[2,3,11,21]
            t0 = input f32[21]
            u0 = input f32[]
            c0 = MatMul(x0, z0)
            a1 = Add(c0, p0)
            a2 = Mul(a1, q0)
            a3 = Sub(a2, r0)
            a4 = Mul(a3, s0)
            a5 = Add(a4, t0)
            a6 = Mul(a5, u0)
            output a6
        }
        """);

    private static void Check(KernelGenerator generator, string graph)
    {
        KernelHarness.Check(generator, graph);
        KernelHarness.Check(generator, graph, new() { Layout = ChannelsLast });
    }
}
