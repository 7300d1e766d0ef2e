using XinRT.Soak.Graphs;
using XinRT.Soak.Kernels;

namespace XinRT.UnitTests.Soak;

/// <summary>Cases in which a search found a fault, in the form that it printed.</summary>
public sealed class FoundCasesTests
{
    [Fact]
    public void A_bias_may_also_be_an_operand_of_what_follows() => Assert.Null(KernelTrial.Run("""
        x0 = input f32[1,64,14,1]
        v4 = Conv(x0, const f32[1,64,3,3], const f32[1](0.5)) {pads=[1,1,1,1], strides=[3,1]}
        v5 = Neg(v4)
        v7 = Sub(v5, const f32[1](0.5))
        output v7
        """, "avx512 threads=4 choice=4 data=85").Kind);

    [Fact]
    public void A_part_of_a_concatenation_along_an_axis_of_size_1_lies_wider() => Assert.Null(KernelTrial.Run("""
        x0 = input f32[1,2,1,2]
        x3 = input f32[1,2,1,1]
        v2 = Resize(x0, _, _, const i64[4](1,2,1,1)) {mode="nearest"}
        v4 = Concat(v2, x3) {axis=2}
        output v4
        """, "avx512 threads=1 choice=0 data=0").Kind);

    [Fact]
    public void A_slope_gives_no_axes_to_a_number() => Assert.Null(KernelTrial.Run("""
        x0 = input f32[]
        x1 = input f32[]
        v2 = Add(x0, x1)
        v4 = PRelu(v2, const f32[1](0.49156344))
        output v4
        """, "avx512 threads=1 choice=0 data=0").Kind);

    [Theory, InlineData("i64[2](1,2)"), InlineData("i64[2](2,3)"), InlineData("i64[1](1)")]
    public void A_long_sum_with_an_epilogue_finds_its_registers(string axes) => Assert.Null(KernelTrial.Run($$"""
        x0 = input f32[1,80,9,225]
        v2 = ReduceSum(x0, const {{axes}})
        v3 = HardSwish(v2)
        v4 = Elu(v3)
        output v4
        """, "avx2 threads=1 choice=0 data=0").Kind);

    [Theory]
    [InlineData("f32[1,2,2,65,2]", "i64[2](1,3)"), InlineData("f32[5,2,2,3,70]", "i64[2](0,4)"), InlineData("f32[3,2,2,130,3]", "i64[3](0,1,3)")]
    [InlineData("f32[70,2,2,5,40]", "i64[2](0,4)"), InlineData("f32[3,2,2,2,5000]", "i64[3](0,1,4)")]
    public void A_long_sum_within_other_loops_keeps_its_totals(string type, string axes) => Assert.Null(KernelTrial.Run($$"""
        x0 = input {{type}}
        v4 = Slice(x0, const i64[1](1), const i64[1](2), const i64[1](2))
        v6 = ReduceSum(v4, const {{axes}})
        output v6
        """, "avx512 threads=1 choice=0 data=0").Kind);

    [Fact]
    public void An_image_without_pixels_has_no_winograd_tiles() => Assert.Null(KernelTrial.Run("""
        x = input f32[0,9,3,0]
        y = Conv(x, const f32[32,9,3,3]) {pads=[1,1,1,1]}
        output y
        """, "avx512 threads=1 choice=0 data=0").Kind);

    [Theory]
    [InlineData("portable threads=1 choice=0 data=0")]
    [InlineData("avx512 threads=2 choice=1 data=3")]
    public void The_weights_of_a_product_may_also_be_its_addend(string settings) => Assert.Null(KernelTrial.Run("""
        x0 = input f32[2,1]
        v3: f32[2,2] = Gemm(x0, const f32[2,1](0.49156344,0.9420054), const f32[2,1](0.49156344,0.9420054)) {alpha=0.5, beta=1.0, transA=0, transB=1}
        v5: f32[2,2] = Mul(v3, const f32[2](0.49156344,0.9420054))
        output v5
        """, settings).Kind);

    [Fact]
    public void A_view_that_only_an_empty_product_reads_is_there_when_it_is_made() => GraphCase.Parse("""
        a = input f32[2,1,2,16]
        b = input f32[2,1,2,16]
        none = input f32[2,1,0,16]
        rows = input f32[2,1,0,16]
        keys = Concat(a, none) {axis=2}
        values = Concat(b, none) {axis=2}
        turned = Transpose(keys) {perm=[0,1,3,2]}
        scores = MatMul(rows, turned)
        mixed = MatMul(scores, values)
        output mixed
        """).MustBePlannedRight(TestContext.Current.CancellationToken);

    // A chain whose last link adds its own weights.
    [Theory]
    [InlineData("avx512 threads=1 choice=0 data=0")]
    [InlineData("avx2 threads=2 choice=3 data=1")]
    [InlineData("portable threads=1 choice=0 data=0")]
    public void Weights_of_a_link_that_are_also_its_addend(string options) => Assert.Null(KernelTrial.Run("""
        x = input f32[1,1,4,4]
        c = Conv(x, const f32[1,1,3,3](0.5,0.9,-0.1,-0.1,0.5,0.75,0.05,-0.4,0.6)) {pads=[1,1,1,1]}
        d = Conv(c, const f32[1,1,1,1](0.5))
        r = Relu(d)
        y = Add(r, const f32[1,1,1,1](0.5))
        """, options).Kind);
}
