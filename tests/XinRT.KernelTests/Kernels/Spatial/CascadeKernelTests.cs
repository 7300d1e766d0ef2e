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
            y = xinrt::Fused(x, const f32[36,4,1,1], r, c, d, const f32[36,1,3,3], const f32[36], q, c) {kind="Chain"} body {
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
    [InlineData("xinrt::Fused(x, w) body { x = input f32[1,4,6,6] w = input f32[4,4,1,1] n = Conv(x, w) t = Add(n, x) }", "Conv(t, v) {group=4,pads=[1,1,1,1]}", "pointwise")]
    [InlineData("Relu(x)", "Conv(t, v) {group=4,pads=[1,1,1,1]}", "computes this operator")]
    public void Says_what_it_does_not_take(string first, string second, string? reason)
    {
        string? found = KernelHarness.WhyNot(Kernel, $$"""
            x = input f32[1,4,6,6]
            y = xinrt::Fused(x, const f32[4,4,1,1], const f32[4,1,3,3]) {kind="Chain"} body {
                x = input f32[1,4,6,6] w = input f32[4,4,1,1] v = input f32[4,1,3,3]
                t = {{first}}
                y = {{second}}
            }
            """);
        if (reason is null) Assert.Null(found);
        else Assert.Contains(reason, found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 40, 12, "9,11", "3,3", "pads=[1,1,1,1]")]
    [InlineData(2, 33, 48, "14,7", "3,3", "pads=[1,1,1,1],strides=[2,2]")]
    [InlineData(3, 3, 1, "7,8", "5,5", "pads=[2,2,2,2]")]
    [InlineData(1, 16, 33, "1,9", "7,7", "pads=[3,3,3,3]")]
    public void Filter_without_one_before(int batch, int channels, int outputs, string image, string window, string attributes)
    {
        string graph = Separable(batch, channels, outputs, image, window, attributes);
        foreach (long rows in (long[])[1, 2, 3, 5, 100]) KernelHarness.Check(Kernel, graph, new() { Tactic = Of(rows, 100) });
        KernelHarness.Check(Kernel, graph, new() { Tactic = Of(0, 0) });
    }

    [Fact]
    public void Offered_tactics_of_a_separable_convolution() =>
        KernelHarness.Check(Kernel, Separable(2, 40, 24, "10,10", "3,3", "pads=[1,1,1,1]"), new() { Layout = KernelCheck.ChannelsLast });

    // The image is expanded, and added to the result.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_image_that_two_links_read(bool isChannelsLast)
    {
        string graph = """
            x = input f32[2,36,9,8]
            y = xinrt::Fused(x, const f32[36,36,1,1], const f32[36,1,3,3], const f32[36]) {kind="Chain"} body {
                x = input f32[2,36,9,8] w = input f32[36,36,1,1] v = input f32[36,1,3,3] b = input f32[36]
                t = Conv(x, w)
                y = xinrt::Fused(t, v, b, x) body {
                    t = input f32[2,36,9,8] v = input f32[36,1,3,3] b = input f32[36] x = input f32[2,36,9,8]
                    n = Conv(t, v, b) {group=36,pads=[1,1,1,1]} y = Add(n, x)
                }
            }
            """;

        foreach (var tactic in (Tactic[])[Of(0, 0), Of(2, 16), Of(4, 36)])
            KernelHarness.Check(Kernel, graph, new() { Tactic = tactic, Layout = isChannelsLast ? KernelCheck.ChannelsLast : null });
    }

    // Behind the first link a convolution may also add the image that it reads.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_image_that_is_added_to_its_own_convolution(int filter)
    {
        string Conv(int link, string image) =>
            link == filter ? $"Conv({image}, v) {{group=20,pads=[1,1,1,1]}}" : $"Conv({image}, w)";
        string second = filter == 1 ? "v = input f32[20,1,3,3]" : "w = input f32[20,20,1,1]";
        string graph = $$"""
            x = input f32[2,20,9,8]
            y = xinrt::Fused(x, const f32[20,20,1,1], const f32[20,1,3,3]) {kind="Chain"} body {
                x = input f32[2,20,9,8] w = input f32[20,20,1,1] v = input f32[20,1,3,3]
                t = {{Conv(0, "x")}}
                y = xinrt::Fused(t, {{second[..1]}}) body {
                    t = input f32[2,20,9,8] {{second}}
                    n = {{Conv(1, "t")}} y = Add(n, t)
                }
            }
            """;

        foreach (var tactic in (Tactic[])[Of(0, 0), Of(4, 16), Of(4, 100)])
            KernelHarness.Check(Kernel, graph, new() { Tactic = tactic });
    }

    [Fact]
    public void Tasks_write_no_element_twice()
    {
        // A channel's bits depend on its place in a group, so results would depend on which task ends last.
        var random = new Random(3);
        var target = KernelHarness.Target(CpuIsa.Avx2);
        for (int round = 0; round < 60; round++)
        {
            int channels = random.Next(1, 150);
            string image = $"{random.Next(1, 20)},{random.Next(1, 20)}";
            string text = random.Next(2) == 0 ? Text(2, 4, channels, image, "3,3", "pads=[1,1,1,1]")
                : Separable(2, channels, random.Next(1, 30), image, "3,3", "pads=[1,1,1,1]");
            var form = CascadeForm.Of(new KernelSubject(text, new()).Problem)!;
            foreach (var tiling in CascadeTiling.Choices(form, target).OfType<CascadeTiling>())
            {
                if (!tiling.JoinsGroups) Assert.Equal(form.Channels, tiling.Groups * tiling.Channels);
                Assert.Equal(form.Windows.Rows.Out, (tiling.Strips - 1) * tiling.Rows + (tiling.Rest ?? tiling).Rows);
            }
        }
    }

    [Theory]
    [InlineData(120, 64, 2)]
    [InlineData(72, 48, 2)]
    [InlineData(121, 64, 1)]
    public void Groups_that_are_tasks_are_equal(int channels, int most, int groups)
    {
        string text = Text(1, 4, channels, "28,28", "3,3", "pads=[1,1,1,1]");
        var form = CascadeForm.Of(new KernelSubject(text, new()).Problem)!;

        var tiling = CascadeTiling.Of(form, Of(28, most), KernelHarness.Target(CpuIsa.Avx512))!;

        Assert.Equal((groups, channels / groups), (tiling.Groups, tiling.Channels));
    }

    private static void CheckAll(int batch, int inputs, int channels, string image, string window, string attributes, KernelCheck options)
    {
        string graph = Text(batch, inputs, channels, image, window, attributes);
        foreach (long rows in (long[])[1, 2, 3, 4, 7, 100])
            foreach (long part in (long[])[8, 16, 32, 100])
                KernelHarness.Check(Kernel, graph, options with { Tactic = Of(rows, part) });
        KernelHarness.Check(Kernel, graph, options with { Tactic = Of(0, 0) });
    }

    private static Tactic Of(long rows, long channels) => new(
    [
        .. Tactic.Of(("rows", rows), ("channels", channels)).Parameters,
        .. Enumerable.Range(0, 2).SelectMany(link => Tactic.Of(($"outputs{link}", 6), ($"vectors{link}", 2),
            ($"planes{link}", 0), ($"rows{link}", 1)).Parameters),
    ]);

    private static string Text(int batch, int inputs, int channels, string image, string window, string attributes) => $$"""
        x = input f32[{{batch}},{{inputs}},{{image}}]
        y = xinrt::Fused(x, const f32[{{channels}},{{inputs}},1,1], const f32[{{channels}}], const f32[{{channels}},1,{{window}}], const f32[{{channels}}]) {kind="Chain"} body {
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

    private static string Separable(int batch, int channels, int outputs, string image, string window, string attributes) => $$"""
        x = input f32[{{batch}},{{channels}},{{image}}]
        y = xinrt::Fused(x, const f32[{{channels}},1,{{window}}], const f32[{{channels}}], const f32[{{outputs}},{{channels}},1,1], const f32[{{outputs}}]) {kind="Chain"} body {
            x = input f32[{{batch}},{{channels}},{{image}}] v = input f32[{{channels}},1,{{window}}] b = input f32[{{channels}}]
            w = input f32[{{outputs}},{{channels}},1,1] c = input f32[{{outputs}}]
            t = Conv(x, v, b) {group={{channels}},{{attributes}}}
            y = Conv(t, w, c)
        }
        """;
}
