using System.Globalization;
using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Attention;

namespace XinRT.KernelTests.Kernels;

public sealed class AttentionKernelTests
{
    private static readonly AttentionKernel Kernel = new();
    private static readonly KernelCheck Close = new() { Relative = 3e-6, Range = (-2, 2) };

    [Theory]
    [InlineData(1), InlineData(2), InlineData(5), InlineData(6), InlineData(7), InlineData(8), InlineData(13), InlineData(14), InlineData(15)]
    [InlineData(28), InlineData(29), InlineData(33), InlineData(49), InlineData(57)]
    public void Every_number_of_rows(int rows)
    {
        KernelHarness.Check(Kernel, Plain(2, 3, 3, rows, 37, 16, 16), Close);
        KernelHarness.Check(Kernel, Plain(1, 2, 2, rows, rows, 32, 32, "{is_causal=1}"), Close);
    }

    [Theory]
    [InlineData(1), InlineData(7), InlineData(8), InlineData(9), InlineData(15), InlineData(16), InlineData(17), InlineData(31), InlineData(32)]
    [InlineData(33), InlineData(63), InlineData(64), InlineData(65), InlineData(197)]
    public void Every_number_of_keys(int columns)
    {
        KernelHarness.Check(Kernel, Plain(1, 4, 2, 20, columns, 24, 40), Close);
        KernelHarness.Check(Kernel, Plain(1, 1, 1, 30, columns, 8, 8, "{is_causal=1, scale=0.3}"), Close);
    }

    [Theory]
    [InlineData(1), InlineData(7), InlineData(8), InlineData(9), InlineData(15), InlineData(16), InlineData(17), InlineData(31), InlineData(33)]
    [InlineData(48), InlineData(64), InlineData(65), InlineData(80), InlineData(100)]
    public void Every_depth(int depth) => KernelHarness.Check(Kernel, Plain(1, 2, 1, 19, 21, depth, depth + 3), Close);

    [Fact]
    public void A_head_shared_by_several_tasks() => KernelHarness.Check(Kernel, Plain(1, 3, 1, 150, 70, 64, 64), Close);

    [Theory]
    [InlineData("f32[2,3,20,35]"), InlineData("f32[1,3,20,35]"), InlineData("f32[2,1,1,35]"), InlineData("f32[20,35]"), InlineData("f32[35]")]
    [InlineData("bool[2,3,20,35]"), InlineData("bool[2,1,1,35]"), InlineData("bool[20,35]"), InlineData("bool[35]")]
    public void A_mask_broadcasts(string mask)
    {
        KernelHarness.Check(Kernel, Masked(mask, ""), Close with { Isas = [CpuIsa.Avx512] });
        KernelHarness.Check(Kernel, Masked(mask, ""), Close);
        KernelHarness.Check(Kernel, Masked(mask, "{is_causal=1}"), Close);
    }

    [Fact]
    public void Rows_without_an_open_key_are_zero()
    {
        float[] mask = [.. Enumerable.Range(0, 20 * 35).Select(i => i / 35 % 3 == 0 || i % 2 == 0 ? float.NegativeInfinity : 0.5f)];
        var inputs = new Dictionary<string, Tensor> { ["m"] = Tensor.From(mask, 20, 35) };
        KernelHarness.Check(Kernel, Masked("f32[20,35]", ""), Close with { Inputs = inputs });
        KernelHarness.Check(Kernel, Masked("f32[20,35]", "{is_causal=1}"), Close with { Inputs = inputs });
    }

    [Fact]
    public void A_row_of_shut_truth_values_is_zero()
    {
        bool[] mask = [.. Enumerable.Range(0, 20 * 35).Select(i => i / 35 % 3 != 0 && i % 2 == 0)];
        var inputs = new Dictionary<string, Tensor> { ["m"] = Tensor.From(mask, 20, 35) };
        foreach (string attributes in (string[])["", "{is_causal=1}", "{softcap=3.0}"])
            KernelHarness.Check(Kernel, Masked("bool[20,35]", attributes), Close with { Inputs = inputs });
    }

    // With and without a mask, with one block of keys and with several.
    [Theory]
    [InlineData("", 256), InlineData("{is_causal=1}", 256), InlineData("", 512), InlineData("{left_window_size=40}", 256)]
    public void A_row_whose_scores_are_all_minus_infinity_is_zero(string attributes, int keys)
    {
        const int Rows = 20, Columns = 300, Depth = 8;
        float[] query = [.. Enumerable.Range(0, Rows * Depth).Select(i => i / Depth % 3 == 1 ? float.NegativeInfinity : i % 5 - 2f)];
        float[] key = [.. Enumerable.Range(0, Columns * Depth).Select(i => 0.1f + i % 7)];
        var inputs = new Dictionary<string, Tensor> { ["q"] = Tensor.From(query, 1, 1, Rows, Depth), ["k"] = Tensor.From(key, 1, 1, Columns, Depth) };
        var check = Close with { Inputs = inputs, Tactic = Tactic.Of(("tiles", 2), ("keys", keys)) };
        string sizes = $"q = input f32[1,1,{Rows},{Depth}] k = input f32[1,1,{Columns},{Depth}] v = input f32[1,1,{Columns},{Depth}] ";
        KernelHarness.Check(Kernel, sizes + $"y = Attention(q, k, v) {attributes}", check);
        KernelHarness.Check(Kernel, sizes + $"m = input f32[{Rows},{Columns}] y = Attention(q, k, v, m) {attributes}", check);
    }

    [Fact]
    public void Heads_may_be_views_of_one_matrix() => KernelHarness.Check(Kernel, Plain(2, 3, 3, 29, 29, 16, 16),
        Close with { Layout = (_, dims) => TensorLayout.RowMajor([2, 29, 3 * 16 * 3]).TryReshape([2, 29, 9, 16])!.Permute([0, 2, 1, 3]) with { Dims = dims } });

    [Fact]
    public void Heads_may_lie_side_by_side()
    {
        KernelHarness.Check(Kernel, "q = input f32[2,21,48] k = input f32[2,33,48] v = input f32[2,33,36] y = com.microsoft::MultiHeadAttention(q, k, v) {num_heads=3}", Close);
        KernelHarness.Check(Kernel, "q = input f32[2,21,48] k = input f32[2,33,24] v = input f32[2,33,16] y = Attention(q, k, v) {q_num_heads=4, kv_num_heads=2}", Close);
        KernelHarness.Check(Kernel, "q = input f32[1,21,48] k = input f32[1,33,48] v = input f32[1,33,48] b = input f32[1,3,21,33] "
            + "y = com.microsoft::MultiHeadAttention(q, k, v, _, _, b) {num_heads=3, unidirectional=1}", Close);
    }

    [Fact]
    public void Numbers_that_are_none_spread_as_in_the_reference() =>
        KernelHarness.Check(Kernel, Plain(1, 2, 2, 18, 9, 8, 8), new() { SpecialValues = true });

    [Theory]
    [InlineData(255), InlineData(256), InlineData(257), InlineData(512), InlineData(600)]
    public void Keys_in_several_blocks(int columns)
    {
        foreach (var tactic in (Tactic[])[Tactic.Of(("tiles", 2), ("keys", 256)), Tactic.Of(("tiles", 1), ("keys", 512))])
        {
            var check = Close with { Tactic = tactic };
            KernelHarness.Check(Kernel, Plain(1, 2, 1, 30, columns, 24, 40), check);
            KernelHarness.Check(Kernel, Plain(1, 3, 3, 30, columns, 16, 7, "{is_causal=1}"), check);
            KernelHarness.Check(Kernel, Plain(1, 1, 1, columns, columns, 8, 16, "{is_causal=1, softcap=2.0}"), check);
            KernelHarness.Check(Kernel, Plain(1, 1, 1, 3, columns, 40, 33), check);
        }
    }

    [Theory]
    [InlineData(1.5f), InlineData(50f)]
    public void A_soft_cap_bounds_scores(float cap)
    {
        KernelHarness.Check(Kernel, Plain(1, 2, 2, 20, 37, 16, 16, $"{{softcap={cap.ToString("F1", CultureInfo.InvariantCulture)}}}"), Close);
        KernelHarness.Check(Kernel, Masked("bool[20,35]", "{softcap=3.0}"), Close);
    }

    [Theory]
    [InlineData("left_window_size=5"), InlineData("left_window_size=0, is_causal=1"), InlineData("right_window_size=3")]
    [InlineData("left_window_size=40, right_window_size=40"), InlineData("left_window_size=300, right_window_size=2"), InlineData("left_window_size=17, right_window_size=0")]
    public void A_window_shuts_far_keys(string window)
    {
        KernelHarness.Check(Kernel, Plain(1, 2, 1, 30, 50, 16, 16, $"{{{window}}}"), Close);
        KernelHarness.Check(Kernel, Plain(1, 1, 1, 600, 600, 8, 8, $"{{{window}}}"), Close with { Tactic = Tactic.Of(("tiles", 2), ("keys", 256)) });
        KernelHarness.Check(Kernel, Masked("f32[20,35]", $"{{{window}}}"), Close);
    }

    [Theory]
    [InlineData("is_causal=0"), InlineData("is_causal=1"), InlineData("left_window_size=6"), InlineData("softcap=2.0, is_causal=1, left_window_size=3")]
    public void Only_valid_keys_count(string attributes)
    {
        foreach (string mask in (string[])["_", "m"])
        {
            foreach (var (rows, heads) in new[] { (1, 4), (1, 2), (6, 2), (20, 2) })
            {
                string graph = $"q = input f32[3,{heads},{rows},16] k = input f32[3,2,35,16] v = input f32[3,2,35,16] m = input f32[3,1,1,35] n = input i64[3] "
                    + $"y = Attention(q, k, v, {mask}, _, _, n) {{{attributes}}}";
                var counts = new Dictionary<string, Tensor> { ["n"] = Tensor.From<long>([35, 7, 21], 3) };
                KernelHarness.Check(Kernel, graph, Close with { Inputs = counts });
            }
        }
        KernelHarness.Check(Kernel, "q = input f32[2,4,3,16] k = input f32[2,2,300,16] v = input f32[2,2,300,16] n = input i64[2] "
            + $"y = Attention(q, k, v, _, _, _, n) {{{attributes}}}",
            Close with { Inputs = new Dictionary<string, Tensor> { ["n"] = Tensor.From<long>([290, 3], 2) }, Tactic = Tactic.Of(("tiles", 1), ("keys", 256)) });
        KernelHarness.Check(Kernel, "q = input f32[2,2,5,16] k = input f32[2,2,30,16] v = input f32[2,2,30,16] "
            + $"y = Attention(q, k, v, _, _, _, const i64[2](23,23)) {{{attributes}}}", Close);
    }

    [Theory]
    [InlineData(1, 4, 1), InlineData(1, 8, 2), InlineData(1, 6, 6), InlineData(2, 4, 2), InlineData(4, 2, 2), InlineData(5, 4, 1), InlineData(1, 32, 2)]
    public void Few_rows(int rows, int heads, int kvHeads)
    {
        foreach (int depth in (int[])[8, 20, 64, 130])
        {
            KernelHarness.Check(Kernel, Plain(2, heads, kvHeads, rows, 67, depth, depth + 1), Close);
            KernelHarness.Check(Kernel, $"q = input f32[2,{heads},{rows},{depth}] k = input f32[2,{kvHeads},35,{depth}] v = input f32[2,{kvHeads},35,16] "
                + $"m = input f32[2,{heads},{rows},35] b = input f32[2,{heads},1,16] y, _, _, _ = Attention(q, k, v, m) {{is_causal=1}}", Close);
        }
        KernelHarness.Check(Kernel, $"q = input f32[2,{rows},{heads * 16}] k = input f32[2,33,{kvHeads * 16}] v = input f32[2,33,{kvHeads * 8}] y = Attention(q, k, v) "
            + $"{{q_num_heads={heads}, kv_num_heads={kvHeads}}}", Close);
    }

    [Fact]
    public void Shut_blocks_of_keys_leave_the_others_as_they_are()
    {
        // Some rows see nothing in the first block of keys, some nothing at all.
        float[] mask = [.. Enumerable.Range(0, 9 * 600).Select(i => i / 600 % 3 == 0 || (i / 600 % 3 == 1 && i % 600 < 300) ? float.NegativeInfinity : 0.5f)];
        var inputs = new Dictionary<string, Tensor> { ["m"] = Tensor.From(mask, 9, 600) };
        const string Graph = "q = input f32[1,2,9,16] k = input f32[1,2,600,16] v = input f32[1,2,600,16] m = input f32[9,600] y = Attention(q, k, v, m)";
        KernelHarness.Check(Kernel, Graph, Close with { Inputs = inputs, Tactic = Tactic.Of(("tiles", 2), ("keys", 256)) });
        KernelHarness.Check(Kernel, Plain(1, 2, 2, 18, 600, 8, 8), new() { SpecialValues = true, Tactic = Tactic.Of(("tiles", 2), ("keys", 256)) });
    }

    private static string Plain(int batch, int heads, int kvHeads, int rows, int columns, int depth, int valueDepth, string attributes = "") =>
        $"q = input f32[{batch},{heads},{rows},{depth}] k = input f32[{batch},{kvHeads},{columns},{depth}] "
        + $"v = input f32[{batch},{kvHeads},{columns},{valueDepth}] y = Attention(q, k, v) {attributes}";

    private static string Masked(string mask, string attributes) =>
        $"q = input f32[2,3,20,16] k = input f32[2,3,35,16] v = input f32[2,3,35,16] m = input {mask} y = Attention(q, k, v, m) {attributes}";
}
