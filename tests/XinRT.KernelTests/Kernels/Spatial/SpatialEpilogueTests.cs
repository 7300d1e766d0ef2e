using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.KernelTests.Kernels.Spatial;

/// <summary>What follows an anchor: activations, a scale per channel, a map per pixel, a residual.</summary>
public sealed class SpatialEpilogueTests
{
    [Theory]
    [InlineData(16, 13)]
    [InlineData(21, 30)]
    [InlineData(96, 6)]
    [InlineData(71, 7)]
    public void Depthwise(int channels, int width) =>
        Check(new GroupConvKernel(), $"f32[2,{channels},9,{width}]", $"f32[2,{channels},9,{width}]",
        $"f32[{channels},1,3,3]", $"Conv(a, w) {{group={channels},pads=[1,1,1,1]}}");

    [Theory]
    [InlineData(16, 13)]
    [InlineData(21, 30)]
    [InlineData(80, 7)]
    public void Pooling(int channels, int width)
    {
        Check(new PoolKernel(), $"f32[1,{channels},9,{width}]", $"f32[1,{channels},9,{width}]", null,
            "MaxPool(a) {kernel_shape=[3,3],pads=[1,1,1,1]}");
        Check(new PoolKernel(), $"f32[1,{channels},9,{width}]", $"f32[1,{channels},8,{width - 1}]", null,
            "AveragePool(a) {kernel_shape=[2,2]}");
    }

    [Theory]
    [InlineData(3, 6)]
    [InlineData(7, 45)]
    public void Convolution_of_planes(int filters, int width) =>
        Check(new PlaneConvKernel(), $"f32[2,2,9,{width}]", $"f32[2,{filters},9,{width}]",
        $"f32[{filters},2,3,3]", "Conv(a, w) {pads=[1,1,1,1]}");

    [Theory]
    [InlineData(16)]
    [InlineData(133)]
    public void Global_pooling(int channels) =>
        Check(new GlobalPoolKernel(), $"f32[2,{channels},60,70]", $"f32[2,{channels},1,1]", null,
            "GlobalAveragePool(a)");

    [Theory]
    [InlineData(16, 16)]
    [InlineData(21, 37)]
    public void Winograd(int channels, int filters) =>
        Check(new WinogradKernel(), $"f32[2,{channels},9,10]", $"f32[2,{filters},9,10]",
        $"f32[{filters},{channels},3,3]", "Conv(a, w) {pads=[1,1,1,1]}");

    // Groups whose channels lie in two vectors of the input: both loads have masks at the tail, and so do stores and comparisons.
    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(14)]
    [InlineData(28)]
    public void Comparisons_beside_the_masks_of_a_tail(int width)
    {
        string[] activations =
        [
            "PRelu(c, s)", "Elu(c)", "Selu(c)", "Softplus(c)", "ThresholdedRelu(c)", "LeakyRelu(c) {alpha=-0.3}", "Mish(c)", "Sign(c)", "Celu(c)",
        ];
        (int Groups, int Inputs, int Filters)[] sizes = [(3, 8, 8), (3, 9, 9), (5, 5, 5), (7, 4, 5), (2, 20, 20), (3, 12, 6)];
        foreach (var (i, activation) in activations.Index())
        {
            var (groups, inputs, filters) = sizes[(i + width) % sizes.Length];
            string x = $"f32[1,{groups * inputs},3,{width}]", w = $"f32[{groups * filters},{inputs},3,3]", s = $"f32[{groups * filters},1,1]";
            string graph = $$"""
                x = input {{x}} s = input {{s}}
                y = xinrt::Fused(x, const {{w}}, s) body {
                    x = input {{x}} w = input {{w}} s = input {{s}}
                    a = Conv(x, w) {group={{groups}},pads=[1,1,1,1]} c = Mul(a, s) y = {{activation}}
                }
                """;
            KernelHarness.Check(new GroupConvKernel(), graph, new() { Isas = [CpuIsa.Avx512], Strided = false });
        }
    }

    private static void Check(KernelGenerator generator, string x, string y, string? w, string anchor)
    {
        string[] sizes = y[4..^1].Split(',');
        string perChannel = $"f32[{sizes[1]},1,1]", perPixel = $"f32[{sizes[0]},1,{sizes[2]},{sizes[3]}]";
        string graph = $$"""
            x = input {{x}}
            r = input {{y}}
            s = input {{perChannel}}
            m = input {{perPixel}}
            y = xinrt::Fused(x, {{(w is null ? "" : $"const {w}, ")}}r, s, m) body {
                a = input {{x}}
                {{(w is null ? "" : $"w = input {w}")}}
                e = input {{y}}
                t = input {{perChannel}}
                p = input {{perPixel}}
                c = {{anchor}}
                d = Mul(c, t)
                g = Add(d, e)
                h = Sigmoid(g)
                i = Mul(g, h)
                y = Add(i, p)
            }
            """;
        KernelHarness.Check(generator, graph);
        KernelHarness.Check(generator, graph, new() { Layout = KernelCheck.ChannelsLast });
    }
}
