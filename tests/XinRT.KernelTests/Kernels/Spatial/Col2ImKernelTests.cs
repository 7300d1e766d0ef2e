using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.KernelTests.Kernels.Spatial;

public sealed class Col2ImKernelTests
{
    [Theory]
    [InlineData("2,18,20", "6,7", "3,3", "")]
    [InlineData("1,27,42", "6,7", "3,3", "pads=[1,1,1,1]")]
    [InlineData("1,18,85", "9,33", "3,3", "strides=[2,2], pads=[1,1,1,1]")]
    [InlineData("1,32,40", "16,40", "4,4", "strides=[4,4]")]
    [InlineData("1,6,24", "8,9", "2,3", "strides=[2,1], dilations=[1,2], pads=[0,0,0,1]")]
    [InlineData("1,4,9", "45,60", "2,2", "strides=[20,20]")]
    [InlineData("2,6,31", "33", "3", "")]
    [InlineData("2,6,17", "33", "3", "strides=[2], pads=[1,1]")]
    [InlineData("1,10,14", "70", "5", "strides=[5]")]
    public void Blocks_of_every_kind(string columns, string image, string block, string attributes)
    {
        int axes = image.Split(',').Length;
        KernelHarness.Check(new Col2ImKernel(),
            $"x = input f32[{columns}]\ny = Col2Im(x, const i64[{axes}]({image}), const i64[{axes}]({block})) {{{attributes}}}");
    }

    [Fact]
    public void Rows_of_every_length()
    {
        foreach (int width in (int[])[1, 7, 8, 9, 15, 16, 17, 31, 32, 33])
            KernelHarness.Check(new Col2ImKernel(),
                $"x = input f32[1,8,{3 * width}]\ny = Col2Im(x, const i64[2](4,{width + 1}), const i64[2](2,2))");
    }
}
