using XinRT.Backends.Cpu.Kernels.Attention;

namespace XinRT.KernelTests.Kernels;

public sealed class RotaryKernelTests
{
    private static readonly RotaryKernel Kernel = new();

    [Theory]
    [InlineData(2), InlineData(6), InlineData(14), InlineData(16), InlineData(18), InlineData(30), InlineData(32), InlineData(34), InlineData(64), InlineData(128)]
    [InlineData(258), InlineData(600)]
    public void Every_depth(int depth)
    {
        foreach (int interleaved in (int[])[0, 1])
        {
            KernelHarness.Check(Kernel, $"x = input f32[2,3,5,{depth}] c = input f32[2,5,{depth / 2}] s = input f32[2,5,{depth / 2}] "
                + $"y = RotaryEmbedding(x, c, s) {{interleaved={interleaved}}}");
            KernelHarness.Check(Kernel, $"x = input f32[2,5,{3 * depth}] c = input f32[5,{depth / 2}] s = input f32[5,{depth / 2}] "
                + $"y = RotaryEmbedding(x, c, s, const i64[1](0)) {{interleaved={interleaved}, num_heads=3}}");
            KernelHarness.Check(Kernel, $"x = input f32[2,1,3,{depth + 21}] c = input f32[2,3,{depth / 2}] s = input f32[2,3,{depth / 2}] "
                + $"y = RotaryEmbedding(x, c, s) {{interleaved={interleaved}, rotary_embedding_dim={depth}}}");
        }
    }

    [Fact]
    public void Heads_may_lie_side_by_side() => KernelHarness.Check(Kernel,
        "x = input f32[2,3,5,16] c = input f32[2,5,8] s = input f32[2,5,8] y = RotaryEmbedding(x, c, s)",
        new() { Layout = (i, dims) => i == 0 ? TensorLayout.InOrder(dims, [0, 2, 1, 3]) : null });

    [Fact]
    public void Numbers_that_are_none_spread_as_in_the_reference() => KernelHarness.Check(Kernel,
        "x = input f32[2,3,5,16] c = input f32[2,5,8] s = input f32[2,5,8] y = RotaryEmbedding(x, c, s)", new() { SpecialValues = true });
}
