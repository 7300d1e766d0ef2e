using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Attention;
using XinRT.Backends.Cpu.Kernels.Normalization;
using XinRT.Backends.Cpu.Kernels.Reduction;

namespace XinRT.KernelTests.Kernels;

/// <summary>What follows a normalization, a softmax, a reduction or an attention in the same kernel.</summary>
public sealed class RowEpilogueTests
{
    private const string Tail = "t = Tanh(n) u = Mul(t, r) w = Sigmoid(u) g = Add(u, p) y = Mul(g, w)";
    private static readonly KernelCheck Close = new() { Relative = 4e-6, Range = (-1, 2) };

    [Theory, InlineData(21), InlineData(96), InlineData(777)]
    public void After_rows(int n)
    {
        string inputs = $"x = input f32[2,5,{n}] r = input f32[2,5,{n}] p = input f32[{n}]";
        KernelHarness.Check(new SoftmaxKernel(), Fused(inputs, "n = Softmax(x)"), Close);
        KernelHarness.Check(new SoftmaxKernel(), Fused(inputs, "n = LogSoftmax(x)"), Close);
        KernelHarness.Check(new LayerNormKernel(), Fused(inputs, "n = LayerNormalization(x, p, p)"), Close);
        KernelHarness.Check(new LayerNormKernel(), Fused(inputs.Replace($"f32[{n}]", "f32[1]", StringComparison.Ordinal), "n = LayerNormalization(x, p)"), Close);
        KernelHarness.Check(new ReduceKernel(), Fused($"x = input f32[2,5,{n}] r = input f32[2,1,{n}] p = input f32[{n}]", "n = ReduceMean(x, a)", axis: 1), Close);
        KernelHarness.Check(new ReduceKernel(), Fused($"x = input f32[2,5,{n}] r = input f32[2,5,1] p = input f32[1]", "n = ReduceMax(x, a)", axis: 2), Close);
    }

    [Theory, InlineData(7), InlineData(40)]
    public void After_channels(int c)
    {
        string inputs = $"x = input f32[2,{c},3,5] r = input f32[2,{c},3,5] p = input f32[{c},1,1] s = input f32[{c}] b = input f32[{c}]";
        KernelHarness.Check(new GroupNormKernel(), Fused(inputs, "n = InstanceNormalization(x, s, b)"), Close with { Layout = (i, dims) => i < 3 ? KernelCheck.ChannelsLast(i, dims) : null });
        KernelHarness.Check(new BatchNormKernel(), Fused(inputs, "n = BatchNormalization(x, s, b, b, s)"),
            Close with { Range = (0.1f, 2), Layout = (i, dims) => i < 3 ? KernelCheck.ChannelsLast(i, dims) : null });
        KernelHarness.Check(new GroupNormKernel(), $"x = input f32[2,6,{c}] s = input f32[{c}] b = input f32[{c}] y = com.microsoft::GroupNorm(x, s, b) {{groups=1, activation=1}}", Close);
    }

    [Theory, InlineData(16), InlineData(21)]
    public void After_attention(int d)
    {
        KernelHarness.Check(new AttentionKernel(), Fused(
            $"q = input f32[2,3,17,16] k = input f32[2,3,19,16] v = input f32[2,3,19,{d}] r = input f32[2,3,17,{d}] p = input f32[3,1,1]", "n = Attention(q, k, v)"), Close);
        KernelHarness.Check(new AttentionKernel(), Fused(
            $"q = input f32[2,17,48] k = input f32[2,19,48] v = input f32[2,19,{3 * d}] r = input f32[2,17,{3 * d}] p = input f32[{3 * d}]",
            "n = Attention(q, k, v) {q_num_heads=3, kv_num_heads=3}"), Close);
    }

    // Inputs are those of the node and, under the same names, of its body.
    private static string Fused(string inputs, string anchor, int axis = -1)
    {
        string[] words = inputs.Split(' '), names = [.. words.Index().Where(w => w.Item == "=").Select(w => words[w.Index - 1])];
        string axes = axis < 0 ? "" : $", const i64[1]({axis})";
        return $"{inputs} y = xinrt::Fused({string.Join(", ", names)}{axes}) body {{ {inputs} {(axis < 0 ? "" : "a = input i64[1]")} {anchor} {Tail} }}";
    }
}
