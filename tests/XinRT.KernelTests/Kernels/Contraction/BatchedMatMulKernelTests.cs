using XinRT.Backends.Cpu.Kernels.Contraction;

namespace XinRT.KernelTests;

public sealed class BatchedMatMulKernelTests
{
    private static readonly int[] Heads = [0, 2, 1, 3];
    private static readonly int[] HeadsSwapped = [0, 3, 1, 2];

    [Theory]
    [InlineData("[2,3,17,9]", "[2,3,9,33]")]
    [InlineData("[1,2,50,64]", "[1,2,64,50]")]
    [InlineData("[2,3,1,40]", "[2,3,40,64]")]
    [InlineData("[2,1,7,8]", "[1,3,8,15]")]
    [InlineData("[5,7,8]", "[8,15]")]
    [InlineData("[7,8]", "[4,8,16]")]
    [InlineData("[4,7,8]", "[8]")]
    [InlineData("[8]", "[4,8,3]")]
    [InlineData("[2,2,31,1]", "[2,2,1,31]")]
    [InlineData("[2,2,13,35]", "[2,2,35,1]")]
    [InlineData("[1,1,14,130]", "[1,1,130,47]")]
    public void Products(string a, string b)
    {
        string graph = $"a = input f32{a} b = input f32{b} y = MatMul(a, b)";
        KernelHarness.Check(new BatchedMatMulKernel(), graph);
        KernelHarness.Check(new BatchedMatMulKernel(), graph, new() { Layout = (i, dims) => i == 1 && dims.Length > 1 ? Swap(dims) : null });
        KernelHarness.Check(new BatchedMatMulKernel(), graph, new() { Layout = (i, dims) => i == 0 && dims.Length > 1 ? Swap(dims) : null });
    }

    [Fact]
    public void Attention_reads_heads_in_place()
    {
        KernelHarness.Check(new BatchedMatMulKernel(), "q = input f32[2,3,29,16] k = input f32[2,3,16,29] y = MatMul(q, k)",
            new() { Layout = (i, dims) => TensorLayout.InOrder(dims, i == 0 ? Heads : HeadsSwapped) });
        KernelHarness.Check(new BatchedMatMulKernel(), "p = input f32[2,3,29,29] v = input f32[2,3,29,16] y = MatMul(p, v)",
            new() { Layout = (i, dims) => i == 0 ? null : TensorLayout.InOrder(dims, Heads) });
    }

    [Fact]
    public void An_operand_repeats_by_a_step_of_zero() =>
        KernelHarness.Check(new BatchedMatMulKernel(), "a = input f32[3,10,12] b = input f32[3,12,20] y = MatMul(a, b)",
            new() { Layout = (i, dims) => i == 1 ? new(dims, new long[] { 0, 20, 1 }) : null });

    [Fact]
    public void An_operand_of_neither_order_is_copied() =>
        KernelHarness.Check(new BatchedMatMulKernel(), "a = input f32[3,10,12] b = input f32[3,12,20] y = MatMul(a, b)",
            new() { Layout = (i, dims) => TensorLayout.InOrder(dims, [2, 1, 0]) });

    [Fact]
    public void Gemm_of_computed_operands()
    {
        foreach (string attributes in new[] { "", "transA=1", "transB=1", "transA=1, transB=1, beta=0.5" })
        {
            string a = attributes.Contains("transA", StringComparison.Ordinal) ? "[12,21]" : "[21,12]";
            string b = attributes.Contains("transB", StringComparison.Ordinal) ? "[18,12]" : "[12,18]";
            KernelHarness.Check(new BatchedMatMulKernel(),
                $"a = input f32{a} b = input f32{b} c = input f32[18] y = Gemm(a, b, c) {{{attributes}}}");
        }
    }

    [Fact]
    public void An_operand_times_itself() => KernelHarness.Check(new BatchedMatMulKernel(), "a = input f32[4,12,12] y = MatMul(a, a)");

    private static TensorLayout Swap(long[] dims) =>
        TensorLayout.InOrder(dims, [.. Enumerable.Range(0, dims.Length - 2), dims.Length - 1, dims.Length - 2]);
}
