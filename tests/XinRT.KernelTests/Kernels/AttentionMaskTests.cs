using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Attention;
using XinRT.Backends.Cpu.Kernels.Normalization;

namespace XinRT.KernelTests.Kernels;

/// <summary>Summands of scores that shut keys: the lowest float, others that leave the range when they are multiplied, −∞,
/// and large ones.</summary>
public sealed class AttentionMaskTests
{
    private const float Lowest = float.MinValue;

    // What the keys of a row are given: one of a list each.
    private static readonly float[][] Rows =
    [
        [Lowest], [float.NegativeInfinity], [Lowest, float.NegativeInfinity], [Lowest, 0], [-2.4e38f, Lowest],
        [-2.3e38f, -2.5e38f, Lowest], [-1e38f], [-1e38f, -3e38f, 0], [-10000], [-10000, 0], [1e30f, 0], [float.MaxValue, 0],
        [float.MaxValue, Lowest, 2.5e38f], [float.PositiveInfinity, 0], [0, 1, -1.5f, 0.25f],
    ];

    [Theory]
    [InlineData(CpuIsa.Avx2, 60)]
    [InlineData(CpuIsa.Avx512, 60)]
    [InlineData(CpuIsa.Portable, 4)]
    public void Every_row_is_that_of_the_reference(CpuIsa isa, int count)
    {
        foreach (var (seed, random) in RandomCases.Of(count)) Attention(isa, seed, random);
    }

    [Theory]
    [InlineData("", 0), InlineData("{nan_rows=1}", 0), InlineData("{is_causal=1}", 0), InlineData("", 256), InlineData("{nan_rows=1}", 256)]
    public void The_lowest_float_for_every_key_gives_the_mean_of_the_values(string attributes, int keys)
    {
        int columns = keys == 0 ? 35 : 300;
        float[] mask = [.. Enumerable.Repeat(Lowest, columns)];
        KernelHarness.Check(new AttentionKernel(),
            $"q = input f32[1,2,20,16] k = input f32[1,2,{columns},16] v = input f32[1,2,{columns},16] "
                + $"m = input f32[{columns}] y = Attention(q, k, v, m) {attributes}",
            new()
            {
                Inputs = new Dictionary<string, Tensor> { ["m"] = Tensor.From(mask, columns) },
                Tactic = Tactic.Of(("tiles", 2), ("keys", keys)),
            });
    }

    [Theory]
    [InlineData(CpuIsa.Avx2, 40)]
    [InlineData(CpuIsa.Avx512, 40)]
    [InlineData(CpuIsa.Portable, 4)]
    public void A_softmax_of_such_scores_is_that_of_the_reference(CpuIsa isa, int count)
    {
        foreach (var (seed, random) in RandomCases.Of(count))
        {
            int rows = Rows.Length, columns = 1 + random.Next(random.Of(20, 150, 700));
            var x = Tensor.From(Scores(random, rows, columns), rows, columns);
            foreach (string op in (string[])["Softmax", "LogSoftmax"])
                KernelHarness.Check(new SoftmaxKernel(), $"x = input f32[{rows},{columns}] y = {op}(x)",
                    new() { Isas = [isa], Inputs = new Dictionary<string, Tensor> { ["x"] = x }, Seed = seed, Strided = false });
        }
    }

    private static void Attention(CpuIsa isa, int seed, Random random)
    {
        int batch = 1 + random.Next(2), kvHeads = 1 + random.Next(2), heads = kvHeads * (1 + random.Next(2));
        int rows = 1 + random.Next(random.Of(4, 40)), columns = 1 + random.Next(random.Of(20, 70, 600));
        int depth = 1 + random.Next(40), valueDepth = 1 + random.Next(40);
        bool isBool = random.Next(5) == 0;
        int[] dims = random.Of([batch, heads, rows, columns], [batch, 1, rows, columns], [rows, columns], [batch, 1, 1, columns],
            (int[])[columns]);
        string attributes = random.Of("", "is_causal=1,", "softcap=3.0,", "softcap=2.0,is_causal=1,", "left_window_size=5,",
            "right_window_size=3,") + $"nan_rows={random.Next(2)}";
        string graph = $"q = input f32[{batch},{heads},{rows},{depth}] k = input f32[{batch},{kvHeads},{columns},{depth}] "
            + $"v = input f32[{batch},{kvHeads},{columns},{valueDepth}] m = input {(isBool ? "bool" : "f32")}[{string.Join(',', dims)}] "
            + $"y = Attention(q, k, v, m) {{{attributes}}}";
        long[] sizes = [.. dims.Select(d => (long)d)];
        int lines = dims[..^1].Aggregate(1, (n, d) => n * d);
        var mask = isBool ? Truths(random, lines, columns, sizes) : Tensor.From(Scores(random, lines, columns), sizes);
        Tactic? tactic = columns > 256 ? Tactic.Of(("tiles", 2), ("keys", 256)) : null;
        KernelHarness.Check(new AttentionKernel(), graph,
            new()
            {
                Isas = [isa], Inputs = new Dictionary<string, Tensor> { ["m"] = mask }, Seed = seed, Tactic = tactic,
                Strided = random.Next(4) == 0, BytesPerSecond = random.Of(20e9, 1e8),
            });
    }

    private static float[] Scores(Random random, int lines, int columns)
    {
        var scores = new float[lines * columns];
        for (int line = 0; line < lines; line++)
        {
            // Keys with the same summand lie together or apart.
            var row = Rows[random.Next(Rows.Length)];
            int run = 1 + random.Next(random.Of(1, 40));
            for (int i = 0; i < columns; i++)
                scores[line * columns + i] = i % run == 0 ? random.Of<float>(row) : scores[line * columns + i - 1];
        }
        return scores;
    }

    private static Tensor Truths(Random random, int lines, int columns, long[] dims)
    {
        var truths = new bool[lines * columns];
        for (int line = 0; line < lines; line++)
        {
            int open = random.Next(4);
            for (int i = 0; i < columns; i++) truths[line * columns + i] = random.Next(4) < open;
        }
        return Tensor.From(truths, dims);
    }
}
