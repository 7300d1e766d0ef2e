using XinRT.Backends.Cpu.Kernels.Selection;

namespace XinRT.KernelTests.Kernels.Selection;

public sealed class ArgExtremeKernelTests
{
    private static readonly ArgExtremeKernel Kernel = new();

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7), InlineData(8), InlineData(9), InlineData(15), InlineData(16), InlineData(17), InlineData(33), InlineData(1000)]
    public void Rows_of_every_length(int length)
    {
        foreach (string op in (string[])["ArgMax", "ArgMin"])
            foreach (int last in (int[])[0, 1])
                KernelHarness.Check(Kernel, $"x = input f32[5,{length}] y = {op}(x) {{axis=1,keepdims=0,select_last_index={last}}}", new() { SpecialValues = true });
    }

    [Theory]
    [InlineData(1), InlineData(3), InlineData(7), InlineData(8), InlineData(9), InlineData(16), InlineData(17), InlineData(50)]
    public void Results_beside_each_other(int width)
    {
        foreach (string op in (string[])["ArgMax", "ArgMin"])
            foreach (int last in (int[])[0, 1])
                KernelHarness.Check(Kernel, $"x = input f32[3,9,2,{width}] y = {op}(x) {{axis=1,select_last_index={last}}}", new() { SpecialValues = true });
    }

    [Fact]
    public void Of_equal_elements_one_end_wins()
    {
        var inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.From([.. Enumerable.Range(0, 40).Select(i => i % 3 == 1 ? 0f : -0f)], 1, 40) };
        foreach (string op in (string[])["ArgMax", "ArgMin"])
            foreach (int last in (int[])[0, 1])
                KernelHarness.Check(Kernel, $"x = input f32[1,40] y = {op}(x) {{axis=1,select_last_index={last}}}", new() { Inputs = inputs });
    }

    [Fact]
    public void Channels_of_an_image()
    {
        KernelHarness.Check(Kernel, "x = input f32[2,21,6,5] y = ArgMax(x) {axis=1}", new() { Layout = KernelCheck.ChannelsLast });
        KernelHarness.Check(Kernel, "x = input f32[2,21,6,5] y = ArgMax(x) {axis=1,keepdims=0}");
        KernelHarness.Check(Kernel, "x = input f32[2,3,70,90] y = ArgMax(x) {axis=1}");
        KernelHarness.Check(Kernel, "x = input f32[20,6] y = ArgMin(x) {axis=0,keepdims=0}");
    }
}
