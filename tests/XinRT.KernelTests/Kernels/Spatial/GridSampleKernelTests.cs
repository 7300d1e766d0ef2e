using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.KernelTests.Kernels.Spatial;

public sealed class GridSampleKernelTests
{
    private static readonly GridSampleKernel Kernel = new();

    [Theory]
    [InlineData("linear"), InlineData("nearest"), InlineData("cubic")]
    public void Positions_in_and_out_of_the_image(string mode)
    {
        foreach (string padding in (string[])["zeros", "border", "reflection"])
            foreach (int align in (int[])[0, 1])
            {
                Check("f32[2,20,5,7]", [2, 5, 13, 2], mode, padding, align);
                Check("f32[1,3,6,4]", [1, 2, 1, 2], mode, padding, align);
            }
        Check("f32[1,300,3,3]", [1, 9, 9, 2], mode, "zeros", 0);
        Check("f32[1,1,1,1]", [1, 3, 3, 2], mode, "reflection", 1);
    }

    [Fact]
    public void Positions_may_be_no_numbers()
    {
        var grid = Tensor.From<float>([float.NaN, 0.1f, float.PositiveInfinity, 0.2f, 0.3f, float.NegativeInfinity, 0.1f, 1e30f])
            .Reshape(1, 2, 2, 2);
        foreach (string padding in (string[])["zeros", "border"])
            Check("f32[1,20,5,7]", grid, "linear", padding, 0, null);
    }

    [Fact]
    public void Channels_may_lie_innermost() =>
        Check("f32[2,33,5,7]", Grid([2, 5, 5, 2]), "linear", "border", 0, KernelCheck.ChannelsLast);

    [Fact]
    public void Volumes_are_refused() => Assert.Contains("two axes", KernelHarness.WhyNot(Kernel,
        "x = input f32[1,2,3,4,5] g = input f32[1,2,2,2,3] y = GridSample(x, g)"), StringComparison.Ordinal);

    private static void Check(string data, long[] grid, string mode, string padding, int align) =>
        Check(data, Grid(grid), mode, padding, align, null);

    private static void Check(string data, Tensor grid, string mode, string padding, int align,
        Func<int, long[], TensorLayout?>? layout) => KernelHarness.Check(Kernel,
        $"x = input {data} g = input {grid.Type} y = GridSample(x, g) "
        + $"{{mode=\"{mode}\", padding_mode=\"{padding}\", align_corners={align}}}",
        new()
        {
            Inputs = new Dictionary<string, Tensor> { ["g"] = grid },
            Relative = 1e-5,
            Layout = layout is null ? null : (i, dims) => i == 0 ? layout(i, dims) : null,
        });

    private static Tensor Grid(long[] dims)
    {
        var random = new Random(2);
        var grid = Tensor.Zeros(DType.F32, dims);
        foreach (ref float position in grid.Span<float>()) position = random.NextSingle() * 3.6f - 1.8f;
        return grid;
    }
}
