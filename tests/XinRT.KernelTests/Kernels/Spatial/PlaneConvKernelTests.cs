using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.KernelTests.Kernels.Spatial;

public sealed class PlaneConvKernelTests
{
    private static readonly PlaneConvKernel Kernel = new();

    [Theory]
    [InlineData("f32[1,1,2100]", "f32[9,1,9]", "pads=[4,4]")]
    [InlineData("f32[2,1,1300]", "f32[5,1,80]", "strides=[16],pads=[7,3]")]
    [InlineData("f32[1,2,700]", "f32[3,2,251]", "strides=[4],pads=[125,125]")]
    [InlineData("f32[1,1,400]", "f32[1,1,40]", "strides=[6],dilations=[4],pads=[100,31]")]
    [InlineData("f32[1,3,30,41]", "f32[8,3,7,7]", "strides=[2,2],pads=[3,3,3,3]")]
    [InlineData("f32[0,1,40]", "f32[2,1,3]", "")]
    [InlineData("f32[2,1,28,28]", "f32[6,1,5,5]", "pads=[2,2,2,2]")]
    public void Convolutions(string x, string w, string attributes)
    {
        string filters = w[4..].Split(',')[0];
        KernelHarness.Check(Kernel, $"x = input {x} y = Conv(x, const {w}, const f32[{filters}]) {{{attributes}}}");
    }

    [Fact]
    public void Random_convolutions()
    {
        foreach (var (seed, random) in RandomCases.Of(60)) Check(seed, random);
    }

    private static void Check(int seed, Random random)
    {
        int axes = random.Next(1, 3);
        long channels = random.Next(1, 5), filters = random.Next(1, 12);
        long[] sizes = [random.Next(1, 3), channels, .. new long[axes]], kernel = new long[axes];
        long[] strides = new long[axes], dilations = new long[axes], pads = new long[2 * axes];
        for (int i = 0; i < axes; i++)
        {
            bool last = i == axes - 1;
            kernel[i] = random.Next(1, axes == 1 ? 40 : 5);
            (strides[i], dilations[i]) = (random.Next(1, 5), random.Next(1, 4));
            (pads[i], pads[axes + i]) = (random.NextInt64(kernel[i]), random.NextInt64(kernel[i]));
            long least = (kernel[i] - 1) * dilations[i] + 1 - pads[i] - pads[axes + i];
            sizes[i + 2] = Math.Max(least, last ? RandomProblem.Size(random, 200) : random.Next(1, 20));
        }
        string bias = random.Next(2) == 0 ? $", const f32[{filters}]" : "";
        string window = $"strides=[{string.Join(',', strides)}],dilations=[{string.Join(',', dilations)}],"
            + $"pads=[{string.Join(',', pads)}]";
        KernelHarness.Check(Kernel, $$"""
            x = input f32[{{string.Join(',', sizes)}}]
            y = Conv(x, const f32[{{filters}},{{channels}},{{string.Join(',', kernel)}}]{{bias}}) { {{window}} }
            """, RandomProblem.Check(seed, random));
    }

    [Theory]
    [InlineData("f32[1,8,9,9]", "f32[4,8,3,3]", "", "more than 4 channels")]
    [InlineData("f32[1,4,9,9]", "f32[4,2,3,3]", "group=2", "several groups")]
    [InlineData("f32[1,1,9,9,9]", "f32[4,1,3,3,3]", "", "volumes")]
    public void Others_are_not_taken(string x, string w, string attributes, string because) =>
        Assert.Contains(because, KernelHarness.WhyNot(Kernel, $"x = input {x} y = Conv(x, const {w}) {{{attributes}}}"),
            StringComparison.Ordinal);
}
