using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.KernelTests.Kernels.Spatial;

public sealed class IndexedPoolKernelTests
{
    private static readonly IndexedPoolKernel Kernel = new();

    [Fact]
    public void Any_number_of_channels()
    {
        foreach (int c in (int[])[1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 130]) Check($"2,{c},5,6", "kernel_shape=[2,2], strides=[2,2]");
    }

    [Theory]
    [InlineData("kernel_shape=[3,3], strides=[2,2], pads=[1,1,1,1]")]
    [InlineData("kernel_shape=[3,2], dilations=[2,3], storage_order=1")]
    [InlineData("kernel_shape=[3,3], strides=[2,2], ceil_mode=1")]
    [InlineData("kernel_shape=[4,3], auto_pad=\"SAME_UPPER\"")]
    [InlineData("kernel_shape=[1,1]")]
    public void Windows_of_every_kind(string attributes)
    {
        Check("2,20,9,8", attributes);
        Check("1,5,11,10", attributes, KernelCheck.ChannelsLast);
    }

    [Fact]
    public void Rows_of_samples() => Check("2,20,9", "kernel_shape=[3], strides=[2], pads=[1,1]");

    [Fact]
    public void The_values_may_be_unwanted() =>
        KernelHarness.Check(Kernel, "x = input f32[1,20,6,6]\n_, i = MaxPool(x) {kernel_shape=[2,2]}");

    [Fact]
    public void What_it_does_not_take()
    {
        Assert.NotNull(KernelHarness.WhyNot(Kernel, "x = input f32[1,4,8,8]\ny = MaxPool(x) {kernel_shape=[2,2]}"));
        Assert.NotNull(KernelHarness.WhyNot(Kernel, "x = input f32[1,4,8,8,8]\ny, i = MaxPool(x) {kernel_shape=[2,2,2]}"));
    }

    private static void Check(string dims, string attributes, Func<int, long[], TensorLayout?>? layout = null)
    {
        foreach (bool special in (bool[])[false, true])
            KernelHarness.Check(Kernel, $"x = input f32[{dims}]\ny, i = MaxPool(x) {{{attributes}}}",
                new() { Layout = layout, SpecialValues = special });
    }
}
