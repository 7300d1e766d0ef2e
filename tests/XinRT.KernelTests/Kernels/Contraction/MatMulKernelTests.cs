using XinRT.Backends.Cpu.Kernels.Contraction;

namespace XinRT.KernelTests;

public sealed class MatMulKernelTests
{
    [Theory]
    [InlineData(1, 1, 13)]
    [InlineData(1, 300, 14)]
    [InlineData(2, 17, 255)]
    [InlineData(3, 64, 16)]
    [InlineData(4, 33, 129)]
    [InlineData(5, 7, 31)]
    [InlineData(6, 8, 32)]
    [InlineData(13, 16, 33)]
    [InlineData(14, 15, 47)]
    [InlineData(15, 17, 49)]
    [InlineData(27, 3, 65)]
    [InlineData(28, 129, 15)]
    [InlineData(29, 40, 17)]
    [InlineData(49, 100, 96)]
    [InlineData(57, 1, 100)]
    [InlineData(197, 48, 144)]
    public void A_product_with_a_constant(int m, int k, int n) =>
        KernelHarness.Check(new MatMulKernel(), $"a = input f32[{m},{k}] y = MatMul(a, const f32[{k},{n}])");

    [Theory]
    [InlineData("a = input f32[2,3,5,24] y = MatMul(a, const f32[24,40])")]
    [InlineData("a = input f32[24] y = MatMul(a, const f32[24,40])")]
    [InlineData("a = input f32[7,0] y = MatMul(a, const f32[0,13])")]
    [InlineData("a = input f32[0,6] y = MatMul(a, const f32[6,13])")]
    [InlineData("a = input f32[1,7,24] y = MatMul(a, const f32[1,24,13])")]
    public void Ranks_and_empty_sizes(string graph) => KernelHarness.Check(new MatMulKernel(), graph);

    [Theory]
    [InlineData("[24]")]
    [InlineData("[9,24]")]
    [InlineData("[9,1]")]
    [InlineData("[1,24]")]
    [InlineData("[1]")]
    [InlineData("[]")]
    public void Gemm_adds_what_broadcasts(string addend)
    {
        KernelHarness.Check(new MatMulKernel(), $"a = input f32[9,20] c = input f32{addend} y = Gemm(a, const f32[20,24], c)");
        KernelHarness.Check(new MatMulKernel(),
            $"a = input f32[20,9] c = input f32{addend} y = Gemm(a, const f32[24,20], c) {{alpha=0.5, beta=-2.0, transA=1, transB=1}}");
    }

    [Fact]
    public void Few_columns_are_packed_only_where_a_factor_must_go_into_them()
    {
        const string plain = "a = input f32[9,20] c = input f32[3] y = Gemm(a, const f32[20,3], c)";
        KernelHarness.Check(new MatMulKernel(), $"{plain} {{alpha=0.5}}");
        Assert.NotNull(KernelHarness.WhyNot(new MatMulKernel(), plain));
    }

    [Fact]
    public void Layouts_are_read_in_place()
    {
        string graph = "a = input f32[3,4,10,24] y = MatMul(a, const f32[24,40])";
        KernelHarness.Check(new MatMulKernel(), graph, new() { Layout = Input((_, dims) => TensorLayout.InOrder(dims, [0, 2, 1, 3])) });
        KernelHarness.Check(new MatMulKernel(), graph, new() { Layout = Input((_, dims) => TensorLayout.InOrder(dims, [3, 2, 1, 0])) });
        KernelHarness.Check(new MatMulKernel(), graph, new() { Layout = Input((_, dims) => new(dims, new long[] { 4 * 10 * 31, 10 * 31, 31, 1 })) });
    }

    [Fact]
    public void Special_values_flow() =>
        KernelHarness.Check(new MatMulKernel(), "a = input f32[9,3] y = MatMul(a, const f32[3,40])", new() { SpecialValues = true });

    private static Func<int, long[], TensorLayout?> Input(Func<int, long[], TensorLayout> layout) => (i, dims) => i == 0 ? layout(i, dims) : null;
}
