using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.KernelTests.Kernels.Spatial;

public sealed class WinogradKernelTests
{
    private static readonly WinogradKernel Kernel = new();

    [Theory]
    [InlineData("f32[2,16,14,21]", 16, "pads=[1,1,1,1]")]
    [InlineData("f32[1,20,9,40]", 37, "pads=[1,1,1,1]")]
    [InlineData("f32[1,64,7,7]", 64, "pads=[1,1,1,1]")]
    [InlineData("f32[3,33,4,5]", 70, "pads=[0,1,2,0]")]
    [InlineData("f32[1,8,30,3]", 130, "")]
    [InlineData("f32[1,8,3,3]", 8, "")]
    [InlineData("f32[1,9,1,1]", 9, "pads=[1,1,1,1]")]
    [InlineData("f32[1,128,28,14]", 80, "auto_pad=\"SAME_UPPER\"")]
    [InlineData("f32[1,16,6,6]", 16, "pads=[2,2,2,2]")]
    public void Sizes_and_pads(string x, int filters, string attributes) => Check(x, filters, attributes, new());

    [Fact]
    public void Channels_may_have_a_pitch() => Check("f32[2,21,9,10]", 24, "pads=[1,1,1,1]",
        new() { Layout = (i, d) => i == 0 ? new TensorLayout(d, new long[] { 90 * 40, 1, 10 * 40, 40 }) : null });

    [Fact]
    public void Errors_of_the_large_tile_stay_small_with_many_channels() => KernelHarness.Check(Kernel,
        "x = input f32[1,512,12,12] y = Conv(x, const f32[48,512,3,3]) {pads=[1,1,1,1]}",
        new()
        {
            Relative = 1e-5, Tactic = Tactic.Of(("tile", 4), ("vectors", 2), ("split", 1)),
            Isas = [CpuIsa.Avx512]
        });

    [Theory]
    [InlineData("f32[8,8,3,3]", "strides=[2,2]")]
    [InlineData("f32[8,8,3,3]", "dilations=[2,2]")]
    [InlineData("f32[8,4,3,3]", "group=2")]
    [InlineData("f32[8,8,5,5]", "")]
    [InlineData("f32[4,8,3,3]", "")]
    public void What_is_not_taken(string w, string attributes) =>
        Assert.NotNull(KernelHarness.WhyNot(Kernel, $"x = input f32[1,8,9,9] y = Conv(x, const {w}) {{{attributes}}}"));

    private static void Check(string x, int filters, string attributes, KernelCheck options)
    {
        string w = $"const f32[{filters},{x.Split(',')[1]},3,3]";
        KernelHarness.Check(Kernel, $"x = input {x} y = Conv(x, {w}) {{{attributes}}}", options);
        KernelHarness.Check(Kernel, $"x = input {x} y = Conv(x, {w}, const f32[{filters}]) {{{attributes}}}", options);
    }
}
