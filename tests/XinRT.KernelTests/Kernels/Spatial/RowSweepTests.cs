using XinRT.Backends.Cpu;

namespace XinRT.KernelTests.Kernels.Spatial;

/// <summary>Vectors of channels × channels in the last of them × width of the output, for every kernel that sweeps rows.</summary>
public sealed class RowSweepTests
{
    private const int MostVectors = 14, MostColumns = 15;

    [Theory]
    [InlineData(CpuIsa.Avx2, 60)]
    [InlineData(CpuIsa.Avx512, 60)]
    [InlineData(CpuIsa.Portable, 8)]
    public void Every_vector_of_channels_is_swept(CpuIsa isa, int count)
    {
        foreach (var (seed, random) in RandomCases.Of(count)) Check(isa, random, seed);
    }

    // Two vectors that are swept together and a tail; once whole vectors divided all, the tail was left out.
    [Theory]
    [InlineData(232, 7)]
    [InlineData(49, 15)]
    [InlineData(25, 3)]
    [InlineData(57, 5)]
    [InlineData(113, 2)]
    public void Vectors_swept_together_before_a_tail(int channels, int width)
    {
        foreach (string kernel in Operators(channels, width, 3))
            foreach (var isa in (CpuIsa[])[CpuIsa.Avx2, CpuIsa.Avx512])
                Check(kernel, new() { Isas = [isa] });
    }

    private static void Check(CpuIsa isa, Random random, int seed)
    {
        int lanes = KernelHarness.Target(isa).Lanes, last = random.Of(lanes, 1, lanes - 1, 1 + random.Next(lanes));
        int channels = random.Next(MostVectors) * lanes + last, width = 1 + random.Next(MostColumns), height = 1 + random.Next(4);
        string[] operators = Operators(channels, width, height);
        // A machine of little speed divides small problems among tasks.
        Check(operators[seed % operators.Length],
            new() { Isas = [isa], Seed = seed, BytesPerSecond = random.Of(20e9, 1e8), Strided = random.Next(4) == 0 });
    }

    private static string[] Operators(int channels, int width, int height)
    {
        string x = $"x = input f32[1,{channels},{height},{width}]", r = $"f32[1,{channels},{height},{width}]";
        string depthwise = $"group={channels},pads=[1,1,1,1]", pool = "kernel_shape=[3,3],pads=[1,1,1,1]";
        return
        [
            $"{x} y = Conv(x, const f32[{channels},1,3,3], const f32[{channels}]) {{{depthwise}}}",
            $"{x} y = MaxPool(x) {{{pool}}}",
            $"{x} y = AveragePool(x) {{{pool}}}",
            $"x = input f32[2,{channels},{height},{2 * width}] y = AveragePool(x) {{kernel_shape=[1,2],strides=[1,2]}}",
            $"x = input f32[1,{channels},2,{height},{width}] y = MaxPool(x) {{kernel_shape=[2,1,1]}}",
            $"{x} y, i = MaxPool(x) {{{pool}}}",
            $$"""
            {{x}} r = input {{r}} s = input f32[{{channels}},1,1]
            y = xinrt::Fused(x, const f32[{{channels}},1,3,3], r, s) body {
                x = input {{r}} w = input f32[{{channels}},1,3,3] r = input {{r}} s = input f32[{{channels}},1,1]
                c = Conv(x, w) {{{depthwise}}} m = Mul(c, s) a = Add(m, r) y = Relu(a)
            }
            """,
            $$"""
            x = input f32[1,3,{{height}},{{width}}]
            y = xinrt::Fused(x, const f32[{{channels}},3,1,1], const f32[{{channels}},1,3,3]) {kind="Chain"} body {
                x = input f32[1,3,{{height}},{{width}}] w = input f32[{{channels}},3,1,1] v = input f32[{{channels}},1,3,3]
                t = Conv(x, w)
                y = Conv(t, v) {{{depthwise}}}
            }
            """,
            $$"""
            {{x}}
            y = xinrt::Fused(x, const f32[{{channels}},1,3,3], const f32[5,{{channels}},1,1]) {kind="Chain"} body {
                x = input {{r}} v = input f32[{{channels}},1,3,3] u = input f32[5,{{channels}},1,1]
                f = Conv(x, v) {{{depthwise}}}
                y = Conv(f, u)
            }
            """,
        ];
    }

    private static void Check(string graph, KernelCheck options) => Assert.True(KernelHarness.CheckAll(graph, options) > 0, graph);
}
