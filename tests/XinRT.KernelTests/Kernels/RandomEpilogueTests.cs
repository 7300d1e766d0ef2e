using XinRT.Backends.Cpu;

namespace XinRT.KernelTests.Kernels;

/// <summary>Whatever follows an anchor, its kernels have registers for it or say that they do not.</summary>
public sealed class RandomEpilogueTests
{
    // Operator, its weights, input and result.
    private static readonly (string Op, string[] Weights, string X, string Y)[] Anchors =
    [
        ("Conv(x, w0) {pads=[1,1,1,1]}", ["f32[37,21,3,3]"], "f32[1,21,7,9]", "f32[1,37,7,9]"),
        ("Conv(x, w0, w1)", ["f32[37,21,1,1]", "f32[37]"], "f32[1,21,7,9]", "f32[1,37,7,9]"),
        ("Conv(x, w0) {group=37,pads=[1,1,1,1]}", ["f32[37,1,3,3]"], "f32[1,37,7,9]", "f32[1,37,7,9]"),
        ("Conv(x, w0) {group=5,pads=[1,1,1,1]}", ["f32[40,8,3,3]"], "f32[1,40,7,9]", "f32[1,40,7,9]"),
        ("Conv(x, w0) {group=9,pads=[2,2]}", ["f32[27,3,5]"], "f32[1,27,14]", "f32[1,27,14]"),
        ("ConvTranspose(x, w0) {strides=[2,2]}", ["f32[21,37,2,2]"], "f32[1,21,4,5]", "f32[1,37,8,10]"),
        ("MaxPool(x) {kernel_shape=[3,3],pads=[1,1,1,1]}", [], "f32[1,37,7,9]", "f32[1,37,7,9]"),
        ("AveragePool(x) {kernel_shape=[2,2]}", [], "f32[1,37,7,9]", "f32[1,37,6,8]"),
        ("GlobalAveragePool(x)", [], "f32[1,37,7,9]", "f32[1,37,1,1]"),
        ("Resize(x, _, w0) {mode=\"linear\"}", ["f32[4](1,1,2,2)"], "f32[1,37,4,5]", "f32[1,37,8,10]"),
        ("MatMul(x, w0)", ["f32[40,37]"], "f32[2,9,40]", "f32[2,9,37]"),
        ("Gemm(x, w0, w1)", ["f32[40,37]", "f32[37]"], "f32[9,40]", "f32[9,37]"),
        ("MatMul(x, w0)", ["f32[40,3]"], "f32[1,40]", "f32[1,3]"),
        ("MatMul(x, x)", [], "f32[2,19,19]", "f32[2,19,19]"),
        ("MatMul(w0, x)", ["f32[5,5]"], "f32[2,5,5]", "f32[2,5,5]"),
        ("Softmax(x)", [], "f32[9,37]", "f32[9,37]"),
        ("LayerNormalization(x, w0, w1)", ["f32[37]", "f32[37]"], "f32[9,37]", "f32[9,37]"),
        ("InstanceNormalization(x, w0, w1)", ["f32[37]", "f32[37]"], "f32[1,37,7,9]", "f32[1,37,7,9]"),
        ("ReduceSum(x, w0)", ["i64[1](1)"], "f32[5,9,37]", "f32[5,1,37]"),
        ("ReduceMean(x, w0)", ["i64[1](2)"], "f32[5,9,37]", "f32[5,9,1]"),
        ("Attention(x, x, x)", [], "f32[1,2,19,13]", "f32[1,2,19,13]"),
        ("Relu(x)", [], "f32[1,37,7,9]", "f32[1,37,7,9]"),
    ];

    [Theory]
    [InlineData(CpuIsa.Avx2, 120)]
    [InlineData(CpuIsa.Avx512, 120)]
    [InlineData(CpuIsa.Portable, 6)]
    public void Functions_one_after_the_other(CpuIsa isa, int count)
    {
        foreach (var (seed, random) in RandomCases.Of(count))
        {
            var (op, weights, x, y) = Anchors[seed % Anchors.Length];
            string[] operands = random.Of([], ["s"], ["r"], (string[])["r", "s"]);
            // The anchor's own input may also follow it.
            if (x == y && random.Next(3) == 0) operands = [.. operands, "x"];
            string lines = RandomEpilogue.Of(random, 6, operands);
            string given = string.Concat(weights.Select(w => $", const {w}")) + string.Concat(operands.Where(o => o != "x").Select(o => $", {o}"));
            string inputs = string.Concat(weights.Select((w, i) => $" w{i} = input {w.Split('(')[0]}"));
            string s = y.Count(c => c == ',') == 3 && y.Contains("37", StringComparison.Ordinal) ? "f32[37,1,1]" : "f32[1]";
            string all = $"x = input {x}{(operands.Contains("r") ? $" r = input {y}" : "")}{(operands.Contains("s") ? $" s = input {s}" : "")}";
            string graph = $$"""
                {{all}}
                y = xinrt::Fused(x{{given}}) body {
                    {{all.Replace($"x = input {x}", $"x = input {x}{inputs}", StringComparison.Ordinal)}}
                    a = {{op}}
                    {{lines}}
                    output {{RandomEpilogue.Last(lines)}}
                }
                """;
            KernelHarness.CheckAll(graph, new() { Isas = [isa], Seed = seed, Strided = random.Next(4) == 0, Relative = 3e-5 });
        }
    }
}
