using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.KernelTests.Kernels.Spatial;

public sealed class GroupConvKernelTests
{
    private static readonly GroupConvKernel Kernel = new();

    [Theory]
    [InlineData("f32[1,32,14,14]", "3,3", "pads=[1,1,1,1]")]
    [InlineData("f32[2,5,14,21]", "3,3", "pads=[1,0,1,2],strides=[2,2]")]
    [InlineData("f32[1,37,9,70]", "3,3", "pads=[1,1,1,1]")]
    [InlineData("f32[1,37,9,40]", "5,5", "pads=[2,2,2,2]")]
    [InlineData("f32[1,16,14,60]", "7,7", "pads=[3,3,3,3]")]
    [InlineData("f32[2,96,9,7]", "5,5", "pads=[2,2,2,2]")]
    [InlineData("f32[1,80,7,7]", "3,3", "pads=[1,1,1,1]")]
    [InlineData("f32[2,117,7,8]", "3,3", "pads=[1,1,1,1]")]
    [InlineData("f32[1,64,5,13]", "3,3", "pads=[1,1,1,1]")]
    [InlineData("f32[1,150,6,3]", "3,3", "pads=[1,1,1,1],strides=[2,2]")]
    [InlineData("f32[1,48,4,3,5]", "3,3,3", "pads=[1,1,1,1,1,1]")]
    [InlineData("f32[1,16,15,30]", "7,7", "pads=[3,3,3,3],strides=[2,2]")]
    [InlineData("f32[1,130,30,3]", "2,3", "pads=[0,1,0,1]")]
    [InlineData("f32[1,20,14,21]", "3,3", "strides=[1,2],dilations=[2,1]")]
    [InlineData("f32[1,20,14,21]", "3,3", "pads=[2,3,0,1],strides=[3,1]")]
    [InlineData("f32[1,20,13,13]", "3,3", "auto_pad=\"SAME_UPPER\",strides=[2,2]")]
    [InlineData("f32[1,9,5,5]", "1,1", "")]
    [InlineData("f32[2,20,33]", "5", "pads=[4,2],dilations=[2]")]
    [InlineData("f32[1,9,33,35]", "31,31", "pads=[15,15,15,15]")]
    [InlineData("f32[2,20,5,6,7]", "3,3,3", "pads=[1,1,1,1,1,1]")]
    [InlineData("f32[1,20,9,8,7]", "3,2,5", "pads=[2,0,1,1,1,3],strides=[2,1,1],dilations=[2,1,1]")]
    [InlineData("f32[1,3,2,2,2]", "5,5,5", "pads=[4,2,2,4,2,2]")]
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

    public static IEnumerable<TheoryDataRow<int, int, int>> Groups()
    {
        foreach (int inputs in (int[])[1, 2, 3, 4, 5, 8])
            foreach (int filters in (int[])[1, 2, 4, 5, 7, 8])
                foreach (int groups in (int[])[2, 3, 8, 13])
                    if (inputs + filters > 2 && filters * 2 >= inputs) yield return new(groups, inputs, filters);
        foreach (int groups in (int[])[2, 3, 5]) yield return new(groups, 16, 16);
        yield return new(3, 1, 64);
        yield return new(7, 12, 12);
        yield return new(3, 24, 24);
        yield return new(2, 20, 20);
        yield return new(3, 40, 20);
        yield return new(4, 6, 24);
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void Groups_narrower_than_a_vector(int groups, int inputs, int filters)
    {
        string x = $"x = input f32[1,{groups * inputs},5,27]", w = $"const f32[{groups * filters},{inputs},3,3]";
        Grouped($"{x} y = Conv(x, {w}, const f32[{groups * filters}]) {{group={groups},pads=[1,1,1,1]}}");
        x = $"x = input f32[2,{groups * inputs},7,8]";
        Grouped($"{x} y = Conv(x, {w}) {{group={groups},pads=[1,0,1,2],strides=[2,2]}}");
    }

    [Theory]
    [InlineData("f32[2,32,6,7]", "f32[32,4,1,1]", "group=8")]
    [InlineData("f32[1,12,4,5,6]", "f32[24,4,3,3,3]", "group=3,pads=[1,1,1,1,1,1]")]
    [InlineData("f32[1,24,9,30]", "f32[24,4,11,11]", "group=6,pads=[5,5,5,5]")]
    [InlineData("f32[1,24,90]", "f32[48,4,19]", "group=6,pads=[18,18],dilations=[2]")]
    [InlineData("f32[1,64,7,7]", "f32[64,8,3,3]", "group=8,pads=[1,1,1,1]")]
    public void Windows_of_groups(string x, string w, string attributes) =>
        Grouped($"x = input {x} y = Conv(x, const {w}) {{{attributes}}}");

    [Fact]
    public void Special_values_stay_in_their_group()
    {
        var x = Tensor.Zeros(DType.F32, 1, 24, 9, 9);
        var items = x.Span<float>();
        for (int i = 0; i < items.Length; i++) items[i] = i % 7 - 3;
        (items[5 * 81 + 30], items[13 * 81 + 50], items[23 * 81 + 80]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        KernelHarness.Check(Kernel, "x = input f32[1,24,9,9] y = Conv(x, const f32[24,4,3,3]) {group=6,pads=[1,1,1,1]}",
            new() { Inputs = new Dictionary<string, Tensor> { ["x"] = x } });
    }

    // Wide vectors reach as far as any of these groups, narrow ones do not.
    private static void Grouped(string graph)
    {
        CpuIsa[] isas = [.. new[] { CpuIsa.Avx2, CpuIsa.Avx512 }.Where(i => KernelHarness.WhyNot(Kernel, graph, i) is null)];
        Assert.Contains(CpuIsa.Avx512, isas);
        KernelHarness.Check(Kernel, graph, new() { Isas = isas });
    }

    [Fact]
    public void What_is_not_taken()
    {
        Assert.NotNull(KernelHarness.WhyNot(Kernel,
            "x = input f32[1,96,9,9] y = Conv(x, const f32[96,48,3,3]) {group=2}"));
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
