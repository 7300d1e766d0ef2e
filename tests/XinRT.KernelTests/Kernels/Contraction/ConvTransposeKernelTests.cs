using XinRT.Backends.Cpu.Kernels.Contraction;

namespace XinRT.KernelTests;

public sealed class ConvTransposeKernelTests
{
    [Theory]
    [InlineData("f32[1,12,7,9]", "f32[12,20,2,2]", "strides=[2,2]")]
    [InlineData("f32[2,12,7,9]", "f32[12,20,4,4]", "strides=[2,2], pads=[1,1,1,1]")]
    [InlineData("f32[1,5,6,6]", "f32[5,17,3,3]", "strides=[2,2], pads=[1,1,1,1], output_padding=[1,1]")]
    [InlineData("f32[1,5,6,6]", "f32[5,17,3,3]", "pads=[1,0,2,1]")]
    [InlineData("f32[1,5,6,5]", "f32[5,9,2,3]", "strides=[3,4]")]
    [InlineData("f32[1,5,6,5]", "f32[5,9,3,3]", "strides=[2,3], dilations=[2,2]")]
    [InlineData("f32[1,5,6,5]", "f32[5,9,3,3]", "strides=[4,4], dilations=[2,2]")]
    [InlineData("f32[1,8,6,5]", "f32[8,6,3,3]", "strides=[2,2], group=2")]
    [InlineData("f32[1,8,6,5]", "f32[8,6,3,3]", "strides=[2,2], auto_pad=\"SAME_UPPER\"")]
    [InlineData("f32[1,8,6,5]", "f32[8,6,3,3]", "strides=[2,2], output_shape=[12,9]")]
    [InlineData("f32[2,8,20]", "f32[8,6,4]", "strides=[2], pads=[1,1]")]
    [InlineData("f32[1,8,1,1]", "f32[8,32,4,4]", "")]
    [InlineData("f32[1,8,3,4,5]", "f32[8,6,2,2,2]", "strides=[2,2,2]")]
    [InlineData("f32[2,5,4,3,5]", "f32[5,17,3,3,3]", "strides=[2,2,1], pads=[1,1,1,1,1,1], output_padding=[1,0,0]")]
    [InlineData("f32[1,6,4,3,5]", "f32[6,5,4,1,3]", "strides=[3,1,2], group=2")]
    public void Sizes_and_windows(string x, string w, string attributes)
    {
        KernelHarness.Check(new ConvTransposeKernel(), $"x = input {x} y = ConvTranspose(x, const {w}) {{{attributes}}}");
        string filters = w.Split('[', ',')[2];
        if (attributes.Contains("group", StringComparison.Ordinal)) return;
        KernelHarness.Check(new ConvTransposeKernel(), $"x = input {x} b = input f32[{filters}] y = ConvTranspose(x, const {w}, b) {{{attributes}}}",
            new() { Layout = (i, dims) => i == 0 ? TensorLayout.ChannelsLast(dims) : null });
    }
}
