using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Contraction;

namespace XinRT.KernelTests;

/// <summary>Problems large enough to be cut into tasks along every axis.</summary>
public sealed class ContractionTaskTests
{
    [Theory]
    [InlineData("a = input f32[701,72] y = MatMul(a, const f32[72,200])")]
    [InlineData("a = input f32[33,300] y = MatMul(a, const f32[300,1000])")]
    [InlineData("a = input f32[1,700] y = MatMul(a, const f32[700,1000])")]
    public void Products_with_a_constant(string graph) => Check(new MatMulKernel(), graph);

    [Theory]
    [InlineData("a = input f32[3,150,40] b = input f32[3,40,170] y = MatMul(a, b)", false)]
    [InlineData("a = input f32[3,150,40] b = input f32[3,40,170] y = MatMul(a, b)", true)]
    [InlineData("a = input f32[2000,40] b = input f32[40,50] y = MatMul(a, b)", true)]
    public void Products_of_computed_operands(string graph, bool swap) => Check(new BatchedMatMulKernel(), graph,
        (i, dims) => i == 1 && swap ? TensorLayout.InOrder(dims, [.. Enumerable.Range(0, dims.Length - 2), dims.Length - 1, dims.Length - 2]) : null);

    [Theory]
    [InlineData("x = input f32[1,32,40,41] y = Conv(x, const f32[48,32,3,3]) {pads=[1,1,1,1]}")]
    [InlineData("x = input f32[2,64,30,30] y = Conv(x, const f32[64,64,1,1])")]
    [InlineData("x = input f32[1,64,7,7] y = Conv(x, const f32[300,64,3,3]) {pads=[1,1,1,1]}")]
    [InlineData("x = input f32[1,24,5000] y = Conv(x, const f32[40,24,5]) {pads=[2,2]}")]
    [InlineData("x = input f32[1,64,28,28] y = Conv(x, const f32[96,32,3,3]) {pads=[1,1,1,1], group=2}")]
    [InlineData("x = input f32[1,3,90,90] y = Conv(x, const f32[40,3,7,7]) {pads=[3,3,3,3], strides=[2,2]}")]
    public void Convolutions(string graph) => Check(new ConvKernel(), graph);

    // While the tiles of a panel are computed, the next one is asked for.
    [Theory]
    [InlineData("x = input f32[1,300,7,7] y = Conv(x, const f32[170,300,1,1])")]
    [InlineData("x = input f32[1,600,5,6] y = Conv(x, const f32[90,600,1,1], const f32[90])")]
    [InlineData("x = input f32[1,41,9,8] y = Conv(x, const f32[130,41,3,3]) {pads=[1,1,1,1]}")]
    [InlineData("x = input f32[2,64,8,9] y = Conv(x, const f32[130,32,3,3]) {pads=[2,1,0,1], strides=[2,1], group=2}")]
    [InlineData("x = input f32[1,40,3,9,10] y = Conv(x, const f32[40,40,3,3,3]) {pads=[1,1,1,1,1,1]}")]
    [InlineData("x = input f32[1,130,40] y = Conv(x, const f32[130,130,3]) {pads=[1,1]}")]
    public void Panels_that_come_from_memory(string graph)
    {
        Check(new ConvKernel(), graph);
        Assert.Contains("prefetcht1", KernelHarness.Listing(new ConvKernel(), graph, CpuIsa.Avx512, new() { Layout = KernelCheck.ChannelsLast }));
    }

    [Fact]
    public void Panels_that_are_warm_are_not_asked_for() => Assert.DoesNotContain("prefetcht1", KernelHarness.Listing(new ConvKernel(),
        "x = input f32[1,100,7,7] y = Conv(x, const f32[100,100,1,1])", CpuIsa.Avx512, new() { Layout = KernelCheck.ChannelsLast }));

    [Fact]
    public void No_worker_waits_for_the_last_panel_of_another()
    {
        var subject = new KernelSubject("x = input f32[1,2048,7,7] y = Conv(x, const f32[512,2048,1,1])", new() { Layout = KernelCheck.ChannelsLast });
        var target = KernelHarness.Target(CpuIsa.Avx512);
        var best = new ConvKernel().Tactics(subject.Problem, target)[0];
        Assert.Equal(0, new ConvKernel().Emit(subject.Problem, best, target)[0].Tasks % target.Threads);
    }

    [Fact]
    public void Transposed_convolutions() =>
        Check(new ConvTransposeKernel(), "x = input f32[1,48,30,30] y = ConvTranspose(x, const f32[48,40,4,4]) {strides=[2,2], pads=[1,1,1,1]}");

    // What was packed for one size of the input must serve all.
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(300)]
    public void A_tactic_serves_every_size(int rows) =>
        KernelHarness.Check(new MatMulKernel(), $"a = input f32[{rows},20] y = MatMul(a, const f32[20,150])",
            new() { Tactic = Tactic.Of(("outputs", 28), ("vectors", 8)) });

    private static void Check(KernelGenerator generator, string graph, Func<int, long[], TensorLayout?>? layout = null) =>
        KernelHarness.Check(generator, graph, new() { Strided = false, Layout = layout });
}
