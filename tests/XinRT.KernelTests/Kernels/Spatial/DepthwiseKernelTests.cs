using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.KernelTests.Kernels.Spatial;

public sealed class DepthwiseKernelTests
{
    private static readonly DepthwiseKernel Kernel = new();

    [Theory]
    [InlineData("f32[1,32,14,14]", "3,3", "pads=[1,1,1,1]")]
    [InlineData("f32[2,5,14,21]", "3,3", "pads=[1,0,1,2],strides=[2,2]")]
    [InlineData("f32[1,37,9,70]", "3,3", "pads=[1,1,1,1]")]
    [InlineData("f32[1,37,9,40]", "5,5", "pads=[2,2,2,2]")]
    [InlineData("f32[1,16,14,60]", "7,7", "pads=[3,3,3,3]")]
    [InlineData("f32[1,16,15,30]", "7,7", "pads=[3,3,3,3],strides=[2,2]")]
    [InlineData("f32[1,130,30,3]", "2,3", "pads=[0,1,0,1]")]
    [InlineData("f32[1,20,14,21]", "3,3", "strides=[1,2],dilations=[2,1]")]
    [InlineData("f32[1,20,14,21]", "3,3", "pads=[2,3,0,1],strides=[3,1]")]
    [InlineData("f32[1,20,13,13]", "3,3", "auto_pad=\"SAME_UPPER\",strides=[2,2]")]
    [InlineData("f32[1,9,5,5]", "1,1", "")]
    [InlineData("f32[2,20,33]", "5", "pads=[4,2],dilations=[2]")]
    public void Sizes_and_windows(string x, string kernel, string attributes) => Check(x, kernel, attributes, new());

    [Theory]
    [InlineData("f32[1,3,2,2]", "7,7", "pads=[3,3,3,3]")]
    [InlineData("f32[1,3,2,2]", "3,3", "pads=[5,5,5,5]")]
    [InlineData("f32[1,3,1,1]", "3,3", "pads=[1,1,1,1]")]
    public void Windows_that_meet_little_of_the_image(string x, string kernel, string attributes) =>
        Check(x, kernel, attributes, new());

    [Fact]
    public void Special_values_flow() =>
        Check("f32[1,21,9,9]", "3,3", "pads=[1,1,1,1]", new() { SpecialValues = true });

    [Fact]
    public void Channels_may_have_a_pitch() => Check("f32[2,21,9,9]", "3,3", "pads=[1,1,1,1]",
        new() { Layout = (i, d) => i == 0 ? new TensorLayout(d, new long[] { 81 * 40, 1, 9 * 40, 40 }) : null });

    [Fact]
    public void What_is_not_taken()
    {
        Assert.NotNull(KernelHarness.WhyNot(Kernel,
            "x = input f32[1,12,9,9] y = Conv(x, const f32[24,1,3,3]) {group=12}"));
        Assert.NotNull(KernelHarness.WhyNot(Kernel, "x = input f32[1,12,9,9] y = Conv(x, const f32[12,12,3,3])"));
        Assert.NotNull(KernelHarness.WhyNot(Kernel,
            "x = input f32[1,12,9,9] w = input f32[12,1,3,3] y = Conv(x, w) {group=12}"));
    }

    private static void Check(string x, string kernel, string attributes, KernelCheck options)
    {
        string channels = x.Split(',')[1], a = $"{{group={channels}{(attributes.Length > 0 ? "," : "")}{attributes}}}";
        KernelHarness.Check(Kernel,
            $"x = input {x} y = Conv(x, const f32[{channels},1,{kernel}]) {a}", options);
        KernelHarness.Check(Kernel,
            $"x = input {x} y = Conv(x, const f32[{channels},1,{kernel}], const f32[{channels}]) {a}", options);
    }
}
