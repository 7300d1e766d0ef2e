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

    [Theory]
    [InlineData(2, 512)]
    [InlineData(4, 512)]
    public void Errors_of_long_sums_stay_within_the_bound(long tile, int channels) =>
        CheckBound(new Random(3), tile, [1, channels, 9, 10], 20, [1, 1, 1, 1]);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Errors_of_random_shapes_stay_within_the_bound(long tile)
    {
        var random = new Random(7);
        for (int i = 0; i < 12; i++)
        {
            int[] pads = [random.Next(3), random.Next(3), random.Next(3), random.Next(3)];
            int height = random.Next(1, 20), width = random.Next(1, 20);
            height = Math.Max(height, 3 - pads[0] - pads[2]);
            width = Math.Max(width, 3 - pads[1] - pads[3]);
            CheckBound(random, tile, [random.Next(1, 3), random.Next(8, 140), height, width], random.Next(8, 60), pads);
        }
    }

    [Theory]
    [InlineData(64, 56, true)]
    [InlineData(128, 28, true)]
    [InlineData(256, 14, true)]
    [InlineData(512, 7, false)]
    [InlineData(64, 1, false)]
    public void Few_tiles_do_not_pay_for_many_weights(int channels, int size, bool preferred)
    {
        var subject = new KernelSubject(
            $"x = input f32[1,{channels},{size},{size}] y = Conv(x, const f32[{channels},{channels},3,3]) {{pads=[1,1,1,1]}}", new());
        Assert.Equal(preferred, Kernel.IsPreferred(subject.Problem, KernelHarness.Target(CpuIsa.Avx512)));
    }

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

    // The bound is per output: of the sum of absolute products in double.
    // k, where the error of each output is at most k·2⁻²⁴·Σ|a·b|: what the transforms add, and the sum over channels.
    // Twice what was seen with 8 to 512 channels, factors of both signs and of one.
    private static double ErrorBound(long tile, long channels) => (tile == 2 ? 8 : 16) + channels / 16.0;

    private static void CheckBound(Random random, long tile, int[] x, int filters, int[] pads)
    {
        string graph = $"x = input f32[{string.Join(',', x)}] y = Conv(x, const f32[{filters},{x[1]},3,3]) "
            + $"{{pads=[{string.Join(',', pads)}]}}";
        var subject = new KernelSubject(graph, new() { Layout = KernelCheck.ChannelsLast, Seed = random.Next() });
        var (sums, bounds) = Exact(subject.Inputs[0]!, subject.Inputs[1]!, pads);
        double k = ErrorBound(tile, x[1]) * Math.ScaleB(1, -24);
        var tactic = Tactic.Of(("tile", tile), ("vectors", random.Next(1, 4)), ("split", random.Next(2)));
        foreach (var isa in new KernelCheck().Isas.Where(KernelHarness.Runs))
        {
            using var run = new KernelRun(Kernel, subject, tactic, KernelHarness.Target(isa));
            using var memory = run.Dense();
            using var code = new LoadedKernel(run.Emit(memory));
            memory.Reset();
            code.Run(memory, tasks => [(0, tasks)]);
            var results = new Tensor(DType.F32, subject.Expected[0]!.Dims, memory.Outputs()[0]).Span<float>();
            for (int i = 0; i < sums.Length; i++)
            {
                if (!(Math.Abs(results[i] - sums[i]) <= k * bounds[i])) Assert.Fail($"{graph}, {run}: {results[i]:R} for {sums[i]:R} at {i}");
            }
        }
    }

    private static (double[] Sums, double[] Absolute) Exact(Tensor x, Tensor w, int[] pads)
    {
        int batch = (int)x.Dims[0], channels = (int)x.Dims[1], height = (int)x.Dims[2], width = (int)x.Dims[3], filters = (int)w.Dims[0];
        int rows = height + pads[0] + pads[2] - 2, columns = width + pads[1] + pads[3] - 2;
        var (sums, absolute) = (new double[batch * filters * rows * columns], new double[batch * filters * rows * columns]);
        ReadOnlySpan<float> image = x.Span<float>(), factors = w.Span<float>();
        for (int i = 0; i < sums.Length; i++)
        {
            int column = i % columns, row = i / columns % rows, k = i / columns / rows % filters, n = i / columns / rows / filters;
            for (int c = 0; c < channels; c++)
            {
                for (int tap = 0; tap < 9; tap++)
                {
                    int h = row - pads[0] + tap / 3, v = column - pads[1] + tap % 3;
                    if (h < 0 || h >= height || v < 0 || v >= width) continue;
                    double product = (double)image[((n * channels + c) * height + h) * width + v] * factors[(k * channels + c) * 9 + tap];
                    sums[i] += product;
                    absolute[i] += Math.Abs(product);
                }
            }
        }
        return (sums, absolute);
    }

    private static void Check(string x, int filters, string attributes, KernelCheck options)
    {
        string w = $"const f32[{filters},{x.Split(',')[1]},3,3]";
        KernelHarness.Check(Kernel, $"x = input {x} y = Conv(x, {w}) {{{attributes}}}", options);
        KernelHarness.Check(Kernel, $"x = input {x} y = Conv(x, {w}, const f32[{filters}]) {{{attributes}}}", options);
    }
}
