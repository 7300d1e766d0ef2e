using XinRT.Backends.Cpu.Kernels.Contraction;

namespace XinRT.KernelTests;

public sealed class ConvKernelTests
{
    [Theory]
    [InlineData("f32[1,16,7,7]", "f32[32,16,1,1]", "")]
    [InlineData("f32[2,17,9,10]", "f32[33,17,1,1]", "")]
    [InlineData("f32[1,24,14,14]", "f32[40,24,1,1]", "strides=[2,2]")]
    [InlineData("f32[1,8,7,7]", "f32[48,8,3,3]", "pads=[1,1,1,1]")]
    [InlineData("f32[2,5,13,29]", "f32[17,5,3,3]", "pads=[1,1,1,1]")]
    [InlineData("f32[1,16,28,28]", "f32[16,16,3,3]", "pads=[1,1,1,1]")]
    [InlineData("f32[1,3,17,19]", "f32[20,3,3,3]", "pads=[0,1,2,1], strides=[2,2]")]
    [InlineData("f32[1,3,33,31]", "f32[64,3,7,7]", "pads=[3,3,3,3], strides=[2,2]")]
    [InlineData("f32[1,6,15,16]", "f32[7,6,5,5]", "pads=[2,2,2,2]")]
    [InlineData("f32[1,6,15,16]", "f32[7,6,3,3]", "pads=[2,2,2,2], dilations=[2,2]")]
    [InlineData("f32[1,9,12,12]", "f32[7,9,3,3]", "pads=[6,6,6,6], dilations=[6,6]")]
    [InlineData("f32[1,4,5,5]", "f32[9,4,3,3]", "pads=[4,4,4,4]")]
    [InlineData("f32[1,4,2,2]", "f32[9,4,3,3]", "pads=[1,1,1,1]")]
    [InlineData("f32[1,4,1,1]", "f32[9,4,3,3]", "pads=[1,1,1,1]")]
    [InlineData("f32[1,4,10,11]", "f32[9,4,2,3]", "auto_pad=\"SAME_LOWER\", strides=[2,3]")]
    [InlineData("f32[1,4,10,11]", "f32[9,4,1,5]", "pads=[0,2,0,2]")]
    [InlineData("f32[1,4,10,11]", "f32[9,4,5,1]", "pads=[2,0,2,0]")]
    [InlineData("f32[1,1,12,12]", "f32[8,1,5,5]", "")]
    [InlineData("f32[1,20,4,4]", "f32[255,20,1,1]", "")]
    public void Sizes_and_windows(string x, string w, string attributes) => Check(x, w, attributes);

    [Theory]
    [InlineData("f32[1,12,100]", "f32[24,12,5]", "pads=[2,2], dilations=[1]")]
    [InlineData("f32[2,12,50]", "f32[24,12,3]", "pads=[4,4], dilations=[4], strides=[2]")]
    [InlineData("f32[3,12,31]", "f32[24,12,1]", "")]
    public void One_spatial_axis(string x, string w, string attributes) => Check(x, w, attributes);

    [Theory]
    [InlineData("f32[1,12,5,6,7]", "f32[20,12,3,3,3]", "pads=[1,1,1,1,1,1]")]
    [InlineData("f32[2,5,6,5,30]", "f32[17,5,2,3,3]", "pads=[0,1,1,2,1,0], strides=[2,1,2]")]
    [InlineData("f32[2,6,6,4,5]", "f32[33,6,3,1,1]", "pads=[1,0,0,1,0,0]")]
    [InlineData("f32[2,6,6,4,5]", "f32[33,6,3,1,1]", "")]
    [InlineData("f32[1,3,6,14,15]", "f32[24,3,3,7,7]", "pads=[1,3,3,1,3,3], strides=[1,2,2]")]
    [InlineData("f32[2,9,5,4,5]", "f32[16,9,1,1,1]", "strides=[2,2,1]")]
    [InlineData("f32[1,9,2,4,5]", "f32[16,9,3,3,3]", "pads=[4,1,1,4,1,1], dilations=[2,1,1]")]
    [InlineData("f32[1,9,1,4,5]", "f32[16,9,1,3,3]", "pads=[1,1,1,1,1,1]")]
    [InlineData("f32[1,40,4,4,5]", "f32[40,20,3,3,3]", "pads=[1,1,1,1,1,1], group=2")]
    [InlineData("f32[1,130,4,3,3]", "f32[20,130,4,3,3]", "")]
    public void Three_spatial_axes(string x, string w, string attributes) => Check(x, w, attributes);

    [Theory]
    [InlineData("f32[1,32,9,9]", "f32[48,16,3,3]", "group=2, pads=[1,1,1,1]")]
    [InlineData("f32[2,24,8,8]", "f32[24,8,1,1]", "group=3")]
    [InlineData("f32[2,8,6,6]", "f32[12,4,3,3]", "group=2, strides=[2,2]")]
    public void Groups(string x, string w, string attributes) => Check(x, w, attributes);

    [Fact]
    public void Output_without_elements() => Check("f32[0,4,5,5]", "f32[8,4,3,3]", "");

    [Fact]
    public void Pixels_may_have_a_pitch() =>
        KernelHarness.Check(new ConvKernel(), "x = input f32[1,12,9,9] y = Conv(x, const f32[20,12,3,3]) {pads=[1,1,1,1]}",
            new() { Layout = (i, dims) => i == 0 ? new(dims, new long[] { 9 * 9 * 17, 1, 9 * 17, 17 }) : null });

    [Fact]
    public void Single_channel_groups_are_refused() =>
        Assert.NotNull(KernelHarness.WhyNot(new ConvKernel(), "x = input f32[1,12,9,9] y = Conv(x, const f32[12,1,3,3]) {group=12}"));

    private static void Check(string x, string w, string attributes)
    {
        long filters = long.Parse(w.Split('[', ',')[1], System.Globalization.CultureInfo.InvariantCulture);
        KernelHarness.Check(new ConvKernel(), $"x = input {x} y = Conv(x, const {w}) {{{attributes}}}");
        KernelHarness.Check(new ConvKernel(), $"x = input {x} b = input f32[{filters}] y = Conv(x, const {w}, b) {{{attributes}}}",
            new() { Layout = (i, dims) => i == 0 ? TensorLayout.ChannelsLast(dims) : null });
    }
}
