using XinRT.Ir;
using XinRT.Soak;
using XinRT.Soak.Harness;
using XinRT.Soak.Kernels;
using XinRT.TestKit.Faults;

namespace XinRT.UnitTests.Soak;

/// <summary>What the judge of kernels lets pass, and what it does not.</summary>
public sealed class KernelJudgeTests
{
    [Fact]
    public void An_output_that_sees_padding_only_has_the_errors_of_its_tile() => Assert.Null(KernelTrial.Run("""
        x0 = input f32[1,8,1,3]
        v2: f32[1,8,2,1] = Conv(x0, const f32[8,8,3,3], _) {pads=[3,0,0,0]}
        output v2
        """, "avx512 threads=1 choice=5 data=0").Kind);

    [Fact]
    public void Long_sums_of_squares_may_be_added_one_after_the_other() => Assert.Null(KernelTrial.Run("""
        x0 = input f32[269,1,5,2]
        v2: f32[1,1,1,2] = ReduceSumSquare(x0, const i64[2](0,2)) {keepdims=1, noop_with_empty_axes=0}
        output v2
        """, "avx512 threads=1 choice=0 data=36").Kind);

    [Fact]
    public void Equal_elements_of_a_long_row_round_alike() => Assert.Null(KernelTrial.Run("""
        x0 = input f32[320,6,6,3]
        v1: f32[320,6,6,3] = Relu(x0)
        v3: f32[320,6,6,3] = LayerNormalization(v1, const f32[320,6,6,3], _) {axis=0, epsilon=0.001, stash_type=1}
        output v3
        """, "avx2 threads=1 choice=0 data=0").Kind);

    [Theory]
    [InlineData("v1: f32[1,1,1,3] = Tanh(x0)", 2, true)]
    [InlineData("v1: f32[1,1,1,3] = Tanh(x0)", 0, false)]
    [InlineData("v1: f32[1,1,1,3] = Tanh(x0)", 3, false)]
    [InlineData("v1: f32[1,1,1,3] = Identity(x0)", 2, false)]
    public void Only_places_of_near_ties_of_inexact_elements_may_differ(string source, long place, bool isRight)
    {
        const string pool = """
            v2: f32[1,1,1,1], v3: i64[1,1,1,1] = MaxPool(v1) {kernel_shape=[1,3]}
            output v3
            """;
        foreach (string reader in (string[])[pool,
            "v2: i64[1,1,1,1] = ArgMax(v1) {axis=3, keepdims=1, select_last_index=0}\noutput v2",
            "v2: f32[1,1,1,1], v3: i64[1,1,1,1] = TopK(v1, const i64[1](1)) {axis=3, largest=1, sorted=1}\noutput v3"])
        {
            var graph = Graph.Parse($"x0 = input f64[1,1,1,3]\n{source}\n{reader}".Replace("f32", "f64",
                StringComparison.Ordinal));
            var bounds = new ErrorBounds(graph, [Tensor.From<double>([0.1, 0.5, 0.5 - 1e-9], 1, 1, 1, 3)],
                winograd: false);
            Assert.Equal([1L], bounds.Of(graph.Outputs[0]).Result.ToInt64s());
            Assert.Equal(isRight, bounds.HasOnlyNearTies(graph.Outputs[0], Tensor.From<long>([place], 1, 1, 1, 1)));
        }
    }

    [Fact]
    public void A_near_tie_outside_the_window_is_wrong()
    {
        var graph = Graph.Parse("""
            x0 = input f64[1,1,1,4]
            v1: f64[1,1,1,4] = Tanh(x0)
            v2: f64[1,1,1,2], v3: i64[1,1,1,2] = MaxPool(v1) {kernel_shape=[1,2], strides=[2,2]}
            output v3
            """);
        var bounds = new ErrorBounds(graph, [Tensor.From<double>([0.5, 0.1, 0.5, 0.5 - 1e-9], 1, 1, 1, 4)],
            winograd: false);
        Assert.True(bounds.HasOnlyNearTies(graph.Outputs[0], Tensor.From<long>([0, 3], 1, 1, 1, 2)));
        Assert.False(bounds.HasOnlyNearTies(graph.Outputs[0], Tensor.From<long>([2, 2], 1, 1, 1, 2)));
    }

    [Fact]
    public void A_case_that_cannot_be_made_is_a_finding_that_names_its_seed()
    {
        var verdict = CaseServer.Judge(new Unmakable(), new CaseAddress(17), Fault.None)!;
        Assert.StartsWith("unmakable: InvalidOperationException", verdict.Kind, StringComparison.Ordinal);
        Assert.Contains("seed 17", verdict.Title, StringComparison.Ordinal);
        Assert.Null(CaseServer.Judge(new Unmakable(), new CaseAddress(17).Then(0), Fault.None));
        Assert.Equal("unmakable", new CaseAddress(17).Describe(new Unmakable()).Name);
    }

    private sealed class Unmakable : ISearch
    {
        public string Name => "unmakable";

        public string Summary => "No case of it can be made.";

        public SoakCase Make(ulong seed) => throw new InvalidOperationException("The choices contradict each other.");
    }
}
