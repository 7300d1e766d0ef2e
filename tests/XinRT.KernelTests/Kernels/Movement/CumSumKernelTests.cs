using XinRT.Backends.Cpu.Kernels.Movement;

namespace XinRT.KernelTests.Kernels.Movement;

public sealed class CumSumKernelTests
{
    private static readonly CumSumKernel Kernel = new();

    [Theory]
    [InlineData("f32"), InlineData("i32"), InlineData("i64")]
    public void Along_any_axis(string type)
    {
        foreach (string options in (string[])["", "{exclusive=1}", "{reverse=1}", "{exclusive=1, reverse=1}"])
        {
            Check($"{type}[19]", 0, options);
            Check($"{type}[5,6,7]", 1, options);
            Check($"{type}[3,6,70]", -2, options);
            Check($"{type}[33,200]", 0, options);
            Check($"{type}[33,17]", 1, options);
        }
        Check($"{type}[300,300]", 1, "");
        Check($"{type}[1,1]", 0, "");
        Check($"{type}[4,0]", 0, "");
    }

    [Fact]
    public void Special_values_spread() => Check("f32[9,40]", 0, "", new() { SpecialValues = true });

    [Fact]
    public void Channels_may_lie_innermost() =>
        Check("f32[2,20,5,3]", 2, "", new() { Layout = KernelCheck.ChannelsLast });

    private static void Check(string data, int axis, string options, KernelCheck? check = null) =>
        KernelHarness.Check(Kernel, $"x = input {data} y = CumSum(x, const i64[]({axis})) {options}", check);
}
