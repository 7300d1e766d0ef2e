using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.KernelTests.Kernels.Spatial;

public sealed class CascadeKernelTests
{
    private static readonly CascadeKernel Kernel = new();

    [Theory]
    [InlineData(1, 5, 40, "9,11", "3,3", "pads=[1,1,1,1]")]
    [InlineData(2, 16, 48, "14,7", "3,3", "pads=[1,1,1,1],strides=[2,2]")]
    [InlineData(1, 3, 37, "8,9", "5,5", "pads=[2,2,2,2]")]
    [InlineData(1, 3, 96, "7,7", "5,5", "pads=[2,2,2,2]")]
    [InlineData(3, 7, 17, "12,5", "7,7", "pads=[3,3,3,3],strides=[1,2]")]
    [InlineData(1, 4, 64, "13,6", "3,3", "pads=[0,1,2,0],strides=[2,1]")]
    [InlineData(2, 6, 33, "11,10", "3,3", "pads=[2,2,2,2],dilations=[2,2]")]
    [InlineData(1, 4, 20, "10,10", "3,2", "")]
    [InlineData(1, 4, 20, "10,9", "3,3", "auto_pad=\"SAME_UPPER\",strides=[2,2]")]
    public void Sizes_and_windows(int batch, int inputs, int channels, string image, string window, string attributes) =>
        CheckAll(batch, inputs, channels, image, window, attributes, new());

    [Theory]
    [InlineData("2,2", "7,7", "pads=[3,3,3,3]")]
    [InlineData("1,1", "3,3", "pads=[1,1,1,1]")]
    [InlineData("1,9", "3,3", "pads=[1,1,1,1]")]
    [InlineData("9,1", "3,3", "pads=[1,1,1,1]")]
    [InlineData("3,3", "3,3", "pads=[4,4,4,4],strides=[3,3]")]
    public void Windows_that_meet_little_of_the_image(string image, string window, string attributes) =>
        CheckAll(2, 3, 19, image, window, attributes, new());

    [Fact]
    public void Special_values_flow() => CheckAll(1, 2, 21, "9,9", "3,3", "pads=[1,1,1,1]", new() { SpecialValues = true });

    [Fact]
    public void Offered_tactics() => KernelHarness.Check(Kernel, Text(2, 8, 72, "14,14", "3,3", "pads=[1,1,1,1]"), new() { Layout = KernelCheck.ChannelsLast });

    [Fact]
    public void Operands_of_both_epilogues_follow_the_part()
    {
        string graph = """
            x = input f32[2,4,9,8] r = input f32[2,36,9,8] q = input f32[1,36,5,4] c = input f32[36,1,1] d = input f32[2,1,9,1]
            y = xinrt::Fused(x, const f32[36,4,1,1], r, c, d, const f32[36,1,3,3], const f32[36], q, c) body {
                x = input f32[2,4,9,8] w = input f32[36,4,1,1] r = input f32[2,36,9,8] c = input f32[36,1,1] d = input f32[2,1,9,1]
                v = input f32[36,1,3,3] b = input f32[36] q = input f32[1,36,5,4] e = input f32[36,1,1]
                t = xinrt::Fused(x, w, r, c, d) body {
                    x = input f32[2,4,9,8] w = input f32[36,4,1,1] r = input f32[2,36,9,8] c = input f32[36,1,1] d = input f32[2,1,9,1]
                    n = Conv(x, w) s = Add(n, r) p = Mul(s, c) t = Sub(p, d)
                }
                y = xinrt::Fused(t, v, b, q, e) body {
                    t = input f32[2,36,9,8] v = input f32[36,1,3,3] b = input f32[36] q = input f32[1,36,5,4] e = input f32[36,1,1]
                    n = Conv(t, v, b) {group=36,pads=[1,1,1,1],strides=[2,2]} m = Mul(n, e) y = Add(m, q)
                }
            }
            """;

        foreach (long rows in (long[])[0, 1, 2, 3, 5])
            foreach (long channels in (long[])[8, 16, 36])
                KernelHarness.Check(Kernel, graph, new() { Tactic = Of(rows, rows == 0 ? 0 : channels) });
    }

    [Theory]
    [InlineData("Conv(x, w)", "Conv(t, v) {group=4,pads=[1,1,1,1]}", null)]
    [InlineData("Conv(x, w) {strides=[2,2]}", "Conv(t, v) {group=4,pads=[1,1,1,1]}", "pointwise")]
    [InlineData("Conv(x, w) {pads=[1,0,0,0]}", "Conv(t, v) {group=4,pads=[1,1,1,1]}", "pointwise")]
    [InlineData("Relu(x)", "Conv(t, v) {group=4,pads=[1,1,1,1]}", "not a chain")]
    public void Says_what_it_does_not_take(string first, string second, string? reason)
    {
        string? found = KernelHarness.WhyNot(Kernel, $$"""
            x = input f32[1,4,6,6]
            y = xinrt::Fused(x, const f32[4,4,1,1], const f32[4,1,3,3]) body {
                x = input f32[1,4,6,6] w = input f32[4,4,1,1] v = input f32[4,1,3,3]
                t = {{first}}
                y = {{second}}
            }
            """);
        if (reason is null) Assert.Null(found);
        else Assert.Contains(reason, found, StringComparison.Ordinal);
    }

    private static void CheckAll(int batch, int inputs, int channels, string image, string window, string attributes, KernelCheck options)
    {
        string graph = Text(batch, inputs, channels, image, window, attributes);
        foreach (long rows in (long[])[1, 2, 3, 4, 7, 100])
            foreach (long part in (long[])[8, 16, 32, 100])
                KernelHarness.Check(Kernel, graph, options with { Tactic = Of(rows, part) });
        KernelHarness.Check(Kernel, graph, options with { Tactic = Of(0, 0) });
    }

    private static Tactic Of(long rows, long channels) => Tactic.Of(("rows", rows), ("channels", channels), ("outputs", 6), ("vectors", 2), ("sweep", 1));

    private static string Text(int batch, int inputs, int channels, string image, string window, string attributes) => $$"""
        x = input f32[{{batch}},{{inputs}},{{image}}]
        y = xinrt::Fused(x, const f32[{{channels}},{{inputs}},1,1], const f32[{{channels}}], const f32[{{channels}},1,{{window}}], const f32[{{channels}}]) body {
            x = input f32[{{batch}},{{inputs}},{{image}}] w = input f32[{{channels}},{{inputs}},1,1] b = input f32[{{channels}}]
            v = input f32[{{channels}},1,{{window}}] c = input f32[{{channels}}]
            t = xinrt::Fused(x, w, b) body {
                x = input f32[{{batch}},{{inputs}},{{image}}] w = input f32[{{channels}},{{inputs}},1,1] b = input f32[{{channels}}]
                n = Conv(x, w, b)
                t = LeakyRelu(n)
            }
            y = Conv(t, v, c) {group={{channels}}{{(attributes.Length > 0 ? "," : "")}}{{attributes}}}
        }
        """;
}
