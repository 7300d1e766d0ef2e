using XinRT.Backends.Cpu.Kernels.Normalization;

namespace XinRT.KernelTests.Kernels;

public sealed class GroupNormKernelTests
{
    private static readonly KernelCheck Close = new() { Relative = 2e-6, Range = (-1, 2), Layout = KernelCheck.ChannelsLast };

    [Theory]
    [InlineData(1, 1), InlineData(4, 2), InlineData(15, 3), InlineData(16, 4), InlineData(17, 1), InlineData(32, 32), InlineData(33, 11)]
    [InlineData(64, 2), InlineData(96, 1), InlineData(130, 13), InlineData(320, 32)]
    public void Groups_of_channels(int channels, int groups)
    {
        string text = $"x = input f32[2,{channels},7,9] s = input f32[{channels}] b = input f32[{channels}] y = ";
        KernelHarness.Check(new GroupNormKernel(), text + $"GroupNormalization(x, s, b) {{num_groups={groups}}}", Close);
        KernelHarness.Check(new GroupNormKernel(), text + "InstanceNormalization(x, s, b)", Close);
    }

    [Theory, InlineData(1, 1), InlineData(1, 127), InlineData(1, 128), InlineData(3, 43), InlineData(2, 128), InlineData(20, 20)]
    public void Every_number_of_pixels(int height, int width) => KernelHarness.Check(new GroupNormKernel(),
        $"x = input f32[2,24,{height},{width}] s = input f32[24] b = input f32[24] y = GroupNormalization(x, s, b) {{num_groups=3}}", Close);

    [Fact]
    public void A_large_mean_does_not_cancel() => KernelHarness.Check(new GroupNormKernel(),
        "x = input f32[1,24,20,20] s = input f32[24] b = input f32[24] y = GroupNormalization(x, s, b) {num_groups=3}", Close with { Range = (100, 101), Relative = 1e-4 });

    // Half a unit in the last place of the mean, 3e-5, by a deviation of 0.29 and a largest result of 1.7: 6e-5. The
    // mean of a group is that of its channels, which are rounded too.
    [Theory, InlineData(24, 11, 11), InlineData(3, 11, 11), InlineData(1, 61, 67), InlineData(12, 40, 80)]
    public void A_mean_is_right_to_its_last_place(int groups, int height, int width) =>
        KernelHarness.Check(new GroupNormKernel(),
            $"x = input f32[1,24,{height},{width}] s = input f32[24] b = input f32[24] "
            + $"y = GroupNormalization(x, s, b) {{num_groups={groups}}}",
            Close with
            {
                Range = (1000, 1001),
                Relative = groups == 24 ? 7e-5 : 14e-5,
                Inputs = new Dictionary<string, Tensor>
                {
                    ["s"] = Tensor.From([.. Enumerable.Repeat(1f, 24)], 24), ["b"] = Tensor.From(new float[24], 24)
                }
            });

    [Fact]
    public void Other_layouts_are_copied() => KernelHarness.Check(new GroupNormKernel(),
        "x = input f32[2,24,6] s = input f32[24] b = input f32[24] y = GroupNormalization(x, s, b) {num_groups=3}", Close with { Layout = null });

    [Fact]
    public void Channels_may_be_the_last_axis() => KernelHarness.Check(new GroupNormKernel(),
        "x = input f32[2,6,5,24] s = input f32[24] b = input f32[24] y = com.microsoft::GroupNorm(x, s, b) {groups=3, activation=0}", Close with { Layout = null });

    [Theory, InlineData(1), InlineData(16), InlineData(33), InlineData(150)]
    public void Batch_normalization(int channels)
    {
        string vectors = string.Concat("sbmv".Select(c => $" {c} = input f32[{channels}]"));
        KernelHarness.Check(new BatchNormKernel(), $"x = input f32[2,{channels},3,5]{vectors} y = BatchNormalization(x, s, b, m, v)", Close with { Range = (0.1f, 2) });
        KernelHarness.Check(new BatchNormKernel(), $"x = input f32[5,{channels}]{vectors} y = BatchNormalization(x, s, b, m, v)", Close with { Range = (0.1f, 2), Layout = null });
    }
}
