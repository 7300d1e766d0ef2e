using XinRT.Backends.Cpu.Kernels.Reduction;

namespace XinRT.KernelTests.Kernels;

public sealed class ReduceKernelTests
{
    private static readonly ReduceKernel Kernel = new();
    private static readonly KernelCheck Close = new() { Relative = 1e-6, Range = (-1, 2) };

    public static TheoryData<string> Operators => ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceProd"];

    [Theory, MemberData(nameof(Operators))]
    public void Inner_outer_and_middle_axes(string op)
    {
        foreach (string axes in new[] { "i64[1](3)", "i64[1](0)", "i64[1](1)", "i64[2](-1,-2)", "i64[2](0,2)", "i64[2](1,3)", "i64[4](0,1,2,3)" })
        {
            KernelHarness.Check(Kernel, $"x = input f32[3,2,5,19] y = {op}(x, const {axes})", Close);
            KernelHarness.Check(Kernel, $"x = input f32[3,21,4,5] y = {op}(x, const {axes}) {{keepdims=0}}", Close with { Layout = KernelCheck.ChannelsLast });
        }
    }

    [Theory, MemberData(nameof(Operators))]
    public void Every_length(string op)
    {
        foreach (int n in new[] { 1, 2, 7, 8, 9, 15, 16, 17, 33, 63, 64, 65, 127, 129, 150 })
        {
            KernelHarness.Check(Kernel, $"x = input f32[2,{n}] y = {op}(x, const i64[1](1))", Close with { Range = (0.9f, 1.1f) });
            KernelHarness.Check(Kernel, $"x = input f32[3,{n}] y = {op}(x, const i64[1](0)) {{keepdims=0}}", Close);
        }
    }

    [Theory, InlineData("ReduceMax"), InlineData("ReduceMin"), InlineData("ReduceSum"), InlineData("ReduceProd")]
    public void Numbers_that_are_none_come_through(string op)
    {
        float[] x = [.. Enumerable.Range(0, 4 * 50).Select(i => i switch { 17 => float.NaN, 79 => float.PositiveInfinity, 130 => float.NegativeInfinity, _ => MathF.Sin(i) })];
        var inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.From(x, 4, 50) };
        KernelHarness.Check(Kernel, $"x = input f32[4,50] y = {op}(x, const i64[1](1))", Close with { Inputs = inputs });
        KernelHarness.Check(Kernel, $"x = input f32[4,50] y = {op}(x, const i64[1](0))", Close with { Inputs = inputs });
    }

    [Theory, InlineData("ReduceSum"), InlineData("ReduceMean"), InlineData("ReduceL2"), InlineData("ReduceSumSquare")]
    public void Rounding_of_long_sums_does_not_add_up(string op)
    {
        foreach (var (dims, axes) in new (long[], string)[] { ([60013], "0"), ([9001, 3], "0"), ([2, 70, 301], "1,2"), ([2, 99, 131, 3], "0,1,2") })
        {
            float[] x = new float[dims.Aggregate((a, b) => a * b)];
            Array.Fill(x, 0.1f);
            KernelHarness.Check(Kernel, $"x = input f32[{string.Join(',', dims)}] y = {op}(x, const i64[{axes.Split(',').Length}]({axes}))",
                Close with { Relative = 3e-6, Inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.From(x, dims) } });
        }
    }

    [Theory, InlineData(float.PositiveInfinity), InlineData(float.NegativeInfinity), InlineData(float.NaN)]
    public void Long_sums_keep_what_is_no_number(float special)
    {
        float[] x = new float[2 * 9001];
        x[40] = special;
        KernelHarness.Check(Kernel, "x = input f32[2,9001] y = ReduceSum(x, const i64[1](1))",
            Close with { Inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.From(x, 2, 9001) } });
        KernelHarness.Check(Kernel, "x = input f32[9001,2] y = ReduceMean(x, const i64[1](0))",
            Close with { Inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.From(x, 9001, 2) } });
    }

    [Fact]
    public void Everything_to_a_scalar() => KernelHarness.Check(Kernel, "x = input f32[3,5,41] y = ReduceSum(x) {keepdims=0}", Close);

    [Fact]
    public void A_view_with_gaps() => KernelHarness.Check(Kernel, "x = input f32[3,4,21] y = ReduceMean(x, const i64[1](1))",
        Close with { Layout = (i, dims) => i > 0 ? null : new(dims, new long[] { 400, 32, 1 }) });

    [Fact]
    public void A_view_without_an_inner_axis_is_copied() => KernelHarness.Check(Kernel, "x = input f32[3,4,21] y = ReduceMean(x, const i64[1](2))",
        Close with { Layout = (i, dims) => i > 0 ? null : new(dims, new long[] { 400, 60, 2 }) });

    [Fact]
    public void No_axis_is_refused() => Assert.NotNull(KernelHarness.WhyNot(Kernel, "x = input f32[3,4] y = ReduceSum(x, const i64[0]()) {noop_with_empty_axes=1}"));
}
