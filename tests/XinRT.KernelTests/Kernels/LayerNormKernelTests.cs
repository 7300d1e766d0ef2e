using XinRT.Backends.Cpu.Kernels.Normalization;

namespace XinRT.KernelTests.Kernels;

public sealed class LayerNormKernelTests
{
    private static readonly LayerNormKernel Kernel = new();
    private static readonly KernelCheck Close = new() { Relative = 1e-6, Range = (-2, 3) };

    [Theory]
    [InlineData(1), InlineData(2), InlineData(8), InlineData(9), InlineData(15), InlineData(16), InlineData(17), InlineData(63), InlineData(96)]
    [InlineData(127), InlineData(128), InlineData(192), InlineData(257), InlineData(320), InlineData(384), InlineData(768), InlineData(1021)]
    public void Rows_of_every_length(int n)
    {
        KernelHarness.Check(Kernel, $"x = input f32[2,3,{n}] s = input f32[{n}] b = input f32[{n}] y = LayerNormalization(x, s, b)", Close);
        KernelHarness.Check(Kernel, $"x = input f32[5,{n}] s = input f32[{n}] y = RMSNormalization(x, s)", Close);
    }

    [Fact]
    public void Several_axes_and_all_outputs() => KernelHarness.Check(Kernel,
        "x = input f32[4,3,5,7] s = input f32[3,5,7] b = input f32[1] y, m, i = LayerNormalization(x, s, b) {axis=1, epsilon=0.01}", Close);

    [Fact]
    public void Factors_of_every_element() => KernelHarness.Check(Kernel,
        "x = input f32[4,3,21] s = input f32[4,1,21] b = input f32[4,3,21] y = LayerNormalization(x, s, b)", Close);

    [Theory]
    [InlineData(33), InlineData(768), InlineData(1000)]
    public void A_sum_with_a_skip(int n)
    {
        string inputs = $"x = input f32[2,3,{n}] k = input f32[2,3,{n}] g = input f32[{n}] b = input f32[{n}] c = input f32[{n}]";
        KernelHarness.Check(Kernel, $"{inputs} y, _, _, t = com.microsoft::SkipLayerNormalization(x, k, g, b, c)", Close);
        KernelHarness.Check(Kernel, $"{inputs} y = com.microsoft::SkipLayerNormalization(x, k, g, b)", Close);
        KernelHarness.Check(Kernel, $"{inputs} y, m, i, t = com.microsoft::SkipLayerNormalization(x, k, g)", Close);
        KernelHarness.Check(Kernel, $"{inputs} y = com.microsoft::SkipSimplifiedLayerNormalization(x, k, g, c)", Close);
        KernelHarness.Check(Kernel, $"{inputs} y, _, i = com.microsoft::SkipSimplifiedLayerNormalization(x, k, g)", Close);
        KernelHarness.Check(Kernel, $"{inputs} y, i = com.microsoft::SimplifiedLayerNormalization(x, g)", Close);
    }

    [Fact]
    public void A_skip_without_a_batch() => KernelHarness.Check(Kernel,
        "x = input f32[2,3,40] k = input f32[3,40] g = input f32[40] y = com.microsoft::SkipLayerNormalization(x, k, g)", Close);

    [Fact]
    public void A_large_mean_does_not_cancel() => KernelHarness.Check(Kernel,
        "x = input f32[3,768] s = input f32[768] b = input f32[768] y = LayerNormalization(x, s, b)", new() { Relative = 2e-5, Range = (100, 101) });

    // Half a unit in the last place of the mean, 3e-5, by a deviation of 0.29 and a largest result of 1.7: 6e-5.
    [Theory, InlineData(3000), InlineData(40000)]
    public void A_mean_of_a_long_row_is_right_to_its_last_place(int n) => KernelHarness.Check(Kernel,
        $"x = input f32[2,{n}] s = input f32[1] b = input f32[1] y = LayerNormalization(x, s, b)", new()
        {
            Range = (1000, 1001), Relative = 7e-5, Inputs = new Dictionary<string, Tensor>
            {
                ["s"] = Tensor.From([1f], 1), ["b"] = Tensor.From([0f], 1)
            }
        });

    [Fact]
    public void Numbers_that_are_none_spread_over_their_row()
    {
        float[] x = [.. Enumerable.Range(0, 4 * 50).Select(i => i switch { 17 => float.NaN, 79 => float.PositiveInfinity, 130 => -0f, _ => MathF.Sin(i) })];
        KernelHarness.Check(Kernel, "x = input f32[4,50] s = input f32[50] b = input f32[50] y = LayerNormalization(x, s, b)",
            Close with { Inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.From(x, 4, 50) } });
    }

    [Fact]
    public void Rows_may_lie_anywhere() => KernelHarness.Check(Kernel,
        "x = input f32[4,3,2,21] s = input f32[21] b = input f32[21] y = LayerNormalization(x, s, b)",
        Close with { Layout = (i, dims) => i == 0 ? new(dims, new long[] { 25, 1000, 400, 1 }) : null });
}
