using XinRT.Backends.Cpu;

namespace XinRT.KernelTests.Kernels.Spatial;

/// <summary>Every kernel that takes a random operator on an image computes it.</summary>
public sealed class RandomSpatialTests
{
    [Theory]
    [InlineData(CpuIsa.Avx2, 150)]
    [InlineData(CpuIsa.Avx512, 150)]
    [InlineData(CpuIsa.Portable, 12)]
    public void Axes_of_every_size(CpuIsa isa, int count)
    {
        int taken = 0, cases = 0;
        foreach (var (seed, random) in RandomCases.Of(count))
        {
            var images = new RandomImages(random, KernelHarness.Target(isa).Lanes);
            taken += KernelHarness.CheckAll(images.Next(), new()
            {
                Isas = [isa], Seed = seed, Layout = images.Layout(), BytesPerSecond = random.Of(20e9, 1e8), Strided = random.Next(3) == 0,
            });
            cases++;
        }
        Assert.True(taken >= cases / 2 || !KernelHarness.Runs(isa), $"{taken} kernels took {cases} operators");
    }

    // A volume of one row: its rows follow each other as planes do.
    [Theory]
    [InlineData("f32[2,5,4,1,7]")]
    [InlineData("f32[1,33,8,1,1]")]
    [InlineData("f32[1,130,40,1,30]")]
    [InlineData("f32[3,17,1,1,9]")]
    [InlineData("f32[1,20,1,6,1]")]
    public void Means_and_extremes_of_thin_volumes(string x)
    {
        string[] operators =
            ["GlobalAveragePool(x)", "GlobalMaxPool(x)", "ReduceMean(x, const i64[3](2,3,4))", "ReduceMax(x, const i64[3](-1,2,3))"];
        foreach (string op in operators)
            foreach (var layout in (Func<int, long[], TensorLayout?>?[])[null, KernelCheck.ChannelsLast])
                Assert.True(KernelHarness.CheckAll($"x = input {x} y = {op}", new() { Layout = layout }) > 0);
    }
}
