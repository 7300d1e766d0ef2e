using XinRT.Backends;
using XinRT.Backends.Cpu;
using XinRT.Backends.Cpu.Kernels.Contraction;
using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.KernelTests;

/// <summary>Products of matrices as dot products, where the axis of the sum is innermost in both.</summary>
public sealed class DotProductTests
{
    private const string Batch = "a = input f32[2,9,21] b = input f32[2,21,4] y = MatMul(a, b)";

    private static readonly string[] Tiles =
    [
        "outputs=1 columns=1", "outputs=1 columns=7", "outputs=1 columns=16", "outputs=16 columns=1",
        "outputs=5 columns=3", "outputs=4 columns=4", "outputs=2 columns=12", "outputs=8 columns=2",
        "outputs=3 columns=5", "outputs=28 columns=16",
    ];

    [Theory]
    [InlineData("[17,16]", "[16,1]")]
    [InlineData("[33,15]", "[15,1]")]
    [InlineData("[1,40]", "[40,31]")]
    [InlineData("[4,65]", "[65,4]")]
    [InlineData("[16,8]", "[8,7]")]
    [InlineData("[5,9]", "[9,33]")]
    [InlineData("[1,1]", "[1,1]")]
    [InlineData("[3,1]", "[1,5]")]
    [InlineData("[2,3,13,35]", "[2,3,35,2]")]
    [InlineData("[2,3,13,35]", "[35,3]")]
    [InlineData("[1,3,4,48]", "[5,1,48,4]")]
    [InlineData("[13,35]", "[2,35,3]")]
    [InlineData("[4,7,18]", "[18]")]
    [InlineData("[18]", "[4,18,3]")]
    [InlineData("[30]", "[30]")]
    public void Every_tile_gives_the_product(string a, string b)
    {
        foreach (string tile in Tiles)
            Check($"a = input f32{a} b = input f32{b} y = MatMul(a, b)", tile, new() { Layout = SumInnermost });
    }

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(3100)]
    [InlineData(7000)]
    [InlineData(13001)]
    public void Sums_of_any_length(int k)
    {
        foreach (string tile in Tiles.Take(6))
            Check($"a = input f32[6,{k}] b = input f32[{k},5] y = MatMul(a, b)", tile, new() { Layout = SumInnermost });
    }

    [Fact]
    public void Special_values_flow_as_in_the_reference()
    {
        foreach (string tile in Tiles)
            Check(Batch, tile, new() { Layout = SumInnermost, SpecialValues = true });
    }

    [Fact]
    public void An_operand_of_another_order_is_copied()
    {
        foreach (string tile in Tiles)
            Check(Batch, tile, new() { Layout = (i, dims) => i == 0 ? Swap(dims) : null });
    }

    [Theory]
    [InlineData("a = input f32[7,24] y = MatMul(a, const f32[24])")]
    [InlineData("a = input f32[24] y = MatMul(a, const f32[24])")]
    [InlineData("a = input f32[1,1] y = MatMul(a, const f32[1,1])")]
    [InlineData("a = input f32[0,6] y = MatMul(a, const f32[6,1])")]
    [InlineData("a = input f32[7,0] y = MatMul(a, const f32[0,2])")]
    [InlineData("b = input f32[24] y = MatMul(const f32[7,24], b)")]
    [InlineData("b = input f32[3,24,1] y = MatMul(const f32[7,24], b)")]
    [InlineData("a = input f32[5,7,24] y = MatMul(a, const f32[1,24,2])")]
    public void An_operand_may_be_constant(string graph) => KernelHarness.Check(new BatchedMatMulKernel(), graph);

    [Fact]
    public void Gemm_with_factor_and_addend()
    {
        foreach (string c in new[] { "[4]", "[19,1]", "[1]", "[19,4]" })
        {
            foreach (string tile in Tiles)
            {
                string addend = $"c = input f32{c} y = Gemm(a, b, c)";
                Check($"a = input f32[19,21] b = input f32[4,21] {addend} {{transB=1, beta=0.5}}", tile, new());
                Check($"a = input f32[21,19] b = input f32[21,4] {addend} {{transA=1}}", tile, new());
            }
        }
    }

    [Theory]
    [InlineData("[2,13,4]", "[4]")]
    [InlineData("[2,13,4]", "[2,13,4]")]
    [InlineData("[2,13,4]", "[13,1]")]
    [InlineData("[2,13,4]", "[1]")]
    [InlineData("[2,13,1]", "[2,13,1]")]
    [InlineData("[2,13,1]", "[13,1]")]
    [InlineData("[2,13,1]", "[1,1]")]
    [InlineData("[2,1,37]", "[2,1,37]")]
    [InlineData("[2,1,37]", "[37]")]
    public void Results_are_added_to_and_put_through_a_function(string result, string addend)
    {
        long[] dims = [.. result.Trim('[', ']').Split(',').Select(long.Parse)];
        string graph = $$"""
            a = input f32[2,{{dims[1]}},20]
            b = input f32[2,20,{{dims[2]}}]
            r = input f32{{addend}}
            y = xinrt::Fused(a, b, r) body {
                a0 = input f32[2,{{dims[1]}},20]
                b0 = input f32[2,20,{{dims[2]}}]
                r0 = input f32{{addend}}
                m0 = MatMul(a0, b0)
                s0 = Add(m0, r0)
                y0 = Gelu(s0)
                output y0
            }
            """;
        foreach (string tile in Tiles)
            Check(graph, tile, new() { Layout = (i, d) => i < 2 ? SumInnermost(i, d) : null });
    }

    [Theory]
    [InlineData("x = input f32[1,40,9,11] y = Conv(x, const f32[1,40,1,1])")]
    [InlineData("x = input f32[2,40,9,11] y = Conv(x, const f32[1,40,1,1], const f32[1])")]
    [InlineData("x = input f32[2,33,9,11] y = Conv(x, const f32[3,33,1,1], const f32[3])")]
    [InlineData("x = input f32[1,16,9,11] y = Conv(x, const f32[5,16,1,1]) {strides=[2,2]}")]
    [InlineData("x = input f32[2,20,9,11] y = Conv(x, const f32[6,10,1,1], const f32[6]) {group=2}")]
    [InlineData("x = input f32[1,20,9,11] y = Conv(x, const f32[2,10,1,1], const f32[2]) {group=2}")]
    [InlineData("x = input f32[1,20,300] y = Conv(x, const f32[4,20,1])")]
    [InlineData("x = input f32[1,20,3,4,5] y = Conv(x, const f32[2,20,1,1,1])")]
    [InlineData("x = input f32[1,20,1,1] y = Conv(x, const f32[2,20,1,1])")]
    public void Convolutions_of_one_tap_with_few_filters(string graph)
    {
        var options = new KernelCheck { Layout = ImageChannelsLast };
        foreach (string tile in Tiles)
        {
            var tactic = Read(tile).With("planes", 0);
            KernelHarness.Check(new ConvKernel(), graph, options with { Tactic = tactic });
        }
        KernelHarness.Check(new ConvKernel(), graph, options);
    }

    [Theory]
    [InlineData(1, "[1,1,9,11]")]
    [InlineData(3, "[1,3,9,11]")]
    [InlineData(3, "[3,1,1]")]
    public void A_convolution_of_one_tap_with_addend(int filters, string addend)
    {
        string graph = $$"""
            x = input f32[1,20,9,11]
            r = input f32{{addend}}
            y = xinrt::Fused(x, const f32[{{filters}},20,1,1], r) body {
                x0 = input f32[1,20,9,11]
                w0 = input f32[{{filters}},20,1,1]
                r0 = input f32{{addend}}
                c0 = Conv(x0, w0)
                s0 = Add(c0, r0)
                y0 = Sigmoid(s0)
                output y0
            }
            """;
        KernelHarness.Check(new ConvKernel(), graph, new() { Layout = ImageChannelsLast });
    }

    [Fact]
    public void Few_rows_or_columns_are_dot_products()
    {
        string[] products =
        [
            "a = input f32[12,512,64] b = input f32[12,64,1] y = MatMul(a, b)",
            "a = input f32[512,768] y = MatMul(a, const f32[768,4])",
            "a = input f32[1,768] b = input f32[700,768] y = Gemm(a, b) {transB=1}",
        ];
        foreach (string graph in products)
        {
            foreach (var isa in (CpuIsa[])[CpuIsa.Avx2, CpuIsa.Avx512])
            {
                var problem = new KernelSubject(graph, new()).Problem;
                var tactics = new BatchedMatMulKernel().Tactics(problem, KernelHarness.Target(isa));
                Assert.True(ContractionTactics.IsDot(tactics[0]), $"{graph} on {isa}");
            }
        }
        Assert.NotNull(KernelHarness.WhyNot(new MatMulKernel(), products[1]));
        const string filter = "x = input f32[1,64,80,80] y = Conv(x, const f32[1,64,1,1])";
        Assert.NotNull(KernelHarness.WhyNot(new GroupConvKernel(), filter));
        var image = new KernelSubject(filter, new() { Layout = ImageChannelsLast }).Problem;
        Assert.True(ContractionTactics.IsDot(new ConvKernel().Tactics(image, KernelHarness.Target(CpuIsa.Avx512))[0]));
    }

    private static void Check(string graph, string tile, KernelCheck options) =>
        KernelHarness.Check(new BatchedMatMulKernel(), graph, options with { Tactic = Read(tile) });

    private static Tactic Read(string tile) => new([.. tile.Split(' ').Select(p => KernelParameter.Parse(p)!)]);

    private static TensorLayout? SumInnermost(int input, long[] dims) =>
        input == 0 || dims.Length == 1 ? null : Swap(dims);

    private static TensorLayout? ImageChannelsLast(int input, long[] dims) =>
        dims.Length >= 3 && input != 1 && !(input == 2 && dims.Length == 3) ? TensorLayout.ChannelsLast(dims) : null;

    private static TensorLayout Swap(long[] dims) =>
        TensorLayout.InOrder(dims, [.. Enumerable.Range(0, dims.Length - 2), dims.Length - 1, dims.Length - 2]);
}
