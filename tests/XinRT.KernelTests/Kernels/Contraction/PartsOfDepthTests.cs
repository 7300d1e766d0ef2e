using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Contraction;

namespace XinRT.KernelTests;

/// <summary>Sums whose k is cut into parts that a task goes through one after the other.</summary>
public sealed class PartsOfDepthTests
{
    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(97)]
    [InlineData(200)]
    public void Lengths_around_a_part(int k)
    {
        Check(new MatMulKernel(), 32, $"a = input f32[23,{k}] y = MatMul(a, const f32[{k},90])");
        Check(new MatMulKernel(), 32, $"a = input f32[23,{k}] c = input f32[90] y = Gemm(a, const f32[{k},90], c) {{beta=-0.5}}");
        Check(new BatchedMatMulKernel(), 32, $"a = input f32[2,23,{k}] b = input f32[2,{k},41] y = MatMul(a, b)");
        Check(new BatchedMatMulKernel(), 32, $"a = input f32[2,23,{k}] b = input f32[2,{k},41] y = MatMul(a, b)",
            (i, dims) => i == 1 ? TensorLayout.InOrder(dims, [0, 2, 1]) : null);
    }

    [Theory]
    [InlineData(383)]
    [InlineData(384)]
    [InlineData(385)]
    [InlineData(768)]
    [InlineData(769)]
    public void Lengths_around_the_part_that_is_offered(int k) =>
        Check(new MatMulKernel(), 384, $"a = input f32[19,{k}] y = MatMul(a, const f32[{k},50])");

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Parts_of_any_length(int depth) =>
        Check(new MatMulKernel(), depth, "a = input f32[19,1100] y = MatMul(a, const f32[1100,50])");

    [Theory]
    [InlineData("x = input f32[1,40,9,11] y = Conv(x, const f32[37,40,3,3]) {pads=[1,1,1,1]}")]
    [InlineData("x = input f32[1,40,9,11] y = Conv(x, const f32[37,40,3,3], const f32[37]) {pads=[2,2,2,2], dilations=[2,2], strides=[2,1]}")]
    [InlineData("x = input f32[2,48,5,6] y = Conv(x, const f32[70,24,1,1]) {group=2}")]
    [InlineData("x = input f32[1,35,4,5,6] y = Conv(x, const f32[20,35,3,3,3]) {pads=[1,1,1,1,1,1]}")]
    [InlineData("x = input f32[1,33,70] y = Conv(x, const f32[20,33,5]) {pads=[2,2]}")]
    public void Convolutions(string graph) => Check(new ConvKernel(), 16, graph, KernelCheck.ChannelsLast, ("planes", 0));

    [Fact]
    public void Several_tasks() => Check(new MatMulKernel(), 64, "a = input f32[701,200] y = MatMul(a, const f32[200,200])");

    [Fact]
    public void Special_values_flow() =>
        KernelHarness.Check(new MatMulKernel(), "a = input f32[9,40] y = MatMul(a, const f32[40,40])",
            new() { SpecialValues = true, Tactic = Tactic.Of(("outputs", 5), ("vectors", 2), ("depth", 16)) });

    [Fact]
    public void The_sums_of_a_residual_that_is_overwritten() => Check(new MatMulKernel(), 32, """
        a = input f32[23,100]
        r = input f32[23,90]
        y = xinrt::Fused(a, const f32[100,90], r) body {
            a0 = input f32[23,100]
            w0 = input f32[100,90]
            r0 = input f32[23,90]
            c0 = MatMul(a0, w0)
            s0 = Add(c0, r0)
            y0 = Relu(s0)
            output y0
        }
        """);

    [Fact]
    public void Parts_are_offered_for_long_sums_only()
    {
        Assert.Contains(Offered("a = input f32[200,8000] y = MatMul(a, const f32[8000,300])"), t => t.Has("depth"));
        Assert.DoesNotContain(Offered("a = input f32[200,500] y = MatMul(a, const f32[500,300])"), t => t.Has("depth"));
    }

    private static IReadOnlyList<Tactic> Offered(string graph) =>
        new MatMulKernel().Tactics(new KernelSubject(graph, new()).Problem, KernelHarness.Target(CpuIsa.Avx512));

    private static void Check(KernelGenerator generator, int depth, string graph, Func<int, long[], TensorLayout?>? layout = null,
        params ReadOnlySpan<(string, long)> more)
    {
        foreach (var (outputs, vectors) in (ReadOnlySpan<(int, int)>)[(9, 3), (1, 1)])
        {
            var tactic = Tactic.Of([("outputs", outputs), ("vectors", vectors), ("depth", depth), .. more]);
            KernelHarness.Check(generator, graph, new() { Layout = layout, Tactic = tactic });
        }
    }
}
