using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.KernelTests.Kernels.Spatial;

public sealed class GlobalPoolKernelTests
{
    private static readonly GlobalPoolKernel Kernel = new();

    [Theory]
    [InlineData("f32[2,5,14,21]")]
    [InlineData("f32[1,64,7,7]")]
    [InlineData("f32[1,130,100,110]")]
    [InlineData("f32[3,17,113,56]")]
    [InlineData("f32[1,16,300,200]")]
    [InlineData("f32[2,70,1,1]")]
    [InlineData("f32[1,33,30,30]")]
    [InlineData("f32[1,3,11]")]
    [InlineData("f32[2,20,5,6,7]")]
    [InlineData("f32[1,16,20,33,34]")]
    public void Planes(string x)
    {
        string axes = x.Count(c => c == ',') switch
        {
            4 => "const i64[3](3,2,-1)",
            3 => "const i64[2](2,-1)",
            _ => "const i64[1](2)",
        };
        string[] graphs =
        [
            "GlobalAveragePool(x)", "GlobalMaxPool(x)", $"ReduceMean(x, {axes})",
                $"ReduceMean(x, {axes}) {{keepdims=0}}", $"ReduceMax(x, {axes})",
        ];
        foreach (string g in graphs)
        {
            KernelHarness.Check(Kernel, $"x = input {x} y = {g}", new() { Layout = KernelCheck.ChannelsLast });
            KernelHarness.Check(Kernel, $"x = input {x} y = {g}");
        }
        KernelHarness.Check(Kernel, $"x = input {x} y = GlobalMaxPool(x)",
            new() { SpecialValues = true, Relative = 0 });
    }

    [Fact]
    public void Random_planes()
    {
        foreach (var (seed, random) in RandomCases.Of(30)) Check(seed, random);
    }

    private static void Check(int seed, Random random)
    {
        long[] plane = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (long)random.Next(1, 12))];
        long[] sizes = [random.Next(1, 3), RandomProblem.Size(random, 70), .. plane];
        string op = random.Next(2) == 0 ? "GlobalAveragePool" : "GlobalMaxPool";
        KernelHarness.Check(Kernel, $"x = input f32[{string.Join(',', sizes)}] y = {op}(x)",
            RandomProblem.Check(seed, random));
    }

    [Fact]
    public void Other_axes_are_not_taken() =>
        Assert.NotNull(KernelHarness.WhyNot(Kernel, "x = input f32[1,4,9,9] y = ReduceMean(x, const i64[1](1))"));
}
