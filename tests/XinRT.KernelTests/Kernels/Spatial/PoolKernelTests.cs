using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.KernelTests.Kernels.Spatial;

public sealed class PoolKernelTests
{
    private static readonly PoolKernel Kernel = new();

    public static IEnumerable<TheoryDataRow<string, string>> Problems()
    {
        string[] attributes =
        [
            "kernel_shape=[3,3],strides=[2,2],pads=[1,1,1,1]", "kernel_shape=[2,2],strides=[2,2]",
                "kernel_shape=[5,5],pads=[2,2,2,2]",
            "kernel_shape=[3,2],strides=[2,2],ceil_mode=1",
                "kernel_shape=[3,3],strides=[2,2],ceil_mode=1,pads=[0,1,1,0]",
            "kernel_shape=[2,3],dilations=[2,2]", "kernel_shape=[3,3],strides=[2,2],auto_pad=\"SAME_LOWER\"",
        ];
        foreach (string a in attributes)
            foreach (string x in (string[])["f32[2,5,14,21]", "f32[1,64,9,40]", "f32[1,37,7,7]", "f32[2,80,6,7]"])
                yield return new(x, a);
        yield return new("f32[2,5,30]", "kernel_shape=[3],strides=[2]");
        yield return new("f32[1,33,64]", "kernel_shape=[4],pads=[1,2]");
        yield return new("f32[2,20,6,7,8]", "kernel_shape=[2,2,2],strides=[2,2,2]");
        yield return new("f32[1,17,9,5,4]", "kernel_shape=[3,3,3],strides=[2,1,1],pads=[1,1,1,1,1,1],ceil_mode=1");
        yield return new("f32[1,5,7,5,4]", "kernel_shape=[2,1,3],dilations=[3,1,1],pads=[1,0,1,0,0,1]");
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void Largest(string x, string attributes)
    {
        KernelHarness.Check(Kernel, $"x = input {x} y = MaxPool(x) {{{attributes}}}", new() { Relative = 0 });
        KernelHarness.Check(Kernel, $"x = input {x} y = MaxPool(x) {{{attributes}}}",
            new() { Relative = 0, SpecialValues = true });
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void Mean(string x, string attributes)
    {
        KernelHarness.Check(Kernel, $"x = input {x} y = AveragePool(x) {{{attributes}}}");
        KernelHarness.Check(Kernel, $"x = input {x} y = AveragePool(x) {{{attributes},count_include_pad=1}}");
    }

    [Fact]
    public void Random_windows()
    {
        foreach (var (seed, random) in RandomCases.Of(60)) Check(seed, random);
    }

    private static void Check(int seed, Random random)
    {
        int axes = random.Next(1, 4);
        long[] sizes = [random.Next(1, 3), RandomProblem.Size(random, axes == 3 ? 20 : 70), .. new long[axes]];
        long[] kernel = new long[axes], strides = new long[axes], dilations = new long[axes], pads = new long[2 * axes];
        for (int i = 0; i < axes; i++)
        {
            (kernel[i], strides[i], dilations[i]) = (random.Next(1, 5), random.Next(1, 4), random.Next(1, 3));
            (pads[i], pads[axes + i]) = (random.NextInt64(kernel[i]), random.NextInt64(kernel[i]));
            long least = (kernel[i] - 1) * dilations[i] + 1 - pads[i] - pads[axes + i];
            int most = axes == 3 ? 6 : 24;
            sizes[i + 2] = Math.Max(least, i == axes - 1 ? RandomProblem.Size(random, 80) : random.Next(1, most));
        }
        string attributes = $"kernel_shape=[{string.Join(',', kernel)}],strides=[{string.Join(',', strides)}],"
            + $"dilations=[{string.Join(',', dilations)}],pads=[{string.Join(',', pads)}],ceil_mode={random.Next(2)}";
        string x = $"x = input f32[{string.Join(',', sizes)}]";
        var options = RandomProblem.Check(seed, random);
        KernelHarness.Check(Kernel, $"{x} y = MaxPool(x) {{{attributes}}}",
            options with { Relative = 0, SpecialValues = true });
        KernelHarness.Check(Kernel, $"{x} y = AveragePool(x) {{{attributes},count_include_pad={random.Next(2)}}}",
            options);
    }

    [Fact]
    public void Indices_are_not_taken() =>
        Assert.NotNull(KernelHarness.WhyNot(Kernel, "x = input f32[1,4,9,9] y, i = MaxPool(x) {kernel_shape=[3,3]}"));
}
