using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.KernelTests.Kernels.Spatial;

public sealed class RoiAlignKernelTests
{
    private static readonly RoiAlignKernel Kernel = new();

    [Theory]
    [InlineData("avg"), InlineData("max")]
    public void Regions_of_several_images(string mode)
    {
        foreach (string coordinates in (string[])["half_pixel", "output_half_pixel"])
            foreach (int ratio in (int[])[0, 1, 2, 5])
                Check("f32[2,20,9,11]", Regions(5, 40, 36), mode, coordinates, (3, 4), ratio, 0.25f);
        Check("f32[2,300,6,5]", Regions(3, 5, 5), mode, "half_pixel", (7, 7), 2, 1);
        Check("f32[1,3,1,1]", Regions(2, 3, 3), mode, "half_pixel", (1, 1), 0, 1);
        Check("f32[2,16,6,5]", Regions(3, 5, 5), mode, "half_pixel", (2, 20), 3, 1, KernelCheck.ChannelsLast);
    }

    [Fact]
    public void Regions_may_be_empty_or_far_away()
    {
        var regions = Tensor.From<float>([3, 3, 3, 3, 3, 3, 1, 1, -50, -50, 2, 2, 4, 4, 90, 90]).Reshape(4, 4);
        foreach (int ratio in (int[])[0, 2])
            foreach (string mode in (string[])["avg", "max"])
                Check("f32[1,20,9,11]", regions, mode, "half_pixel", (2, 2), ratio, 1);
    }

    private static void Check(string data, Tensor regions, string mode, string coordinates, (int Height, int Width) bins, int ratio,
        float scale, Func<int, long[], TensorLayout?>? layout = null)
    {
        var images = Tensor.Zeros(DType.I64, regions.Dims[0]);
        if (!data.StartsWith("f32[1,", StringComparison.Ordinal))
            for (int i = 0; i < images.Count; i++) images.Span<long>()[i] = i % 2;
        KernelHarness.Check(Kernel, string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"x = input {data} r = input {regions.Type} b = input {images.Type} y = RoiAlign(x, r, b) ")
            + string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{{mode=\"{mode}\", coordinate_transformation_mode=\"{coordinates}\", output_height={bins.Height}, ")
            + string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"output_width={bins.Width}, sampling_ratio={ratio}, spatial_scale={scale:0.0##}}}"),
            new()
            {
                Inputs = new Dictionary<string, Tensor> { ["r"] = regions, ["b"] = images },
                Layout = layout is null ? null : (i, dims) => i == 0 ? layout(i, dims) : null,
            });
    }

    private static Tensor Regions(int count, float width, float height)
    {
        var random = new Random(3);
        var regions = Tensor.Zeros(DType.F32, count, 4);
        for (int i = 0; i < 4 * count; i++)
            regions.Span<float>()[i] = random.NextSingle() * (i % 2 == 0 ? width : height) * (i % 4 < 2 ? 0.6f : 1.2f);
        return regions;
    }
}
