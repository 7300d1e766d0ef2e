using XinRT.Ir;
using XinRT.Ops;
using XinRT.Passes;
using XinRT.Reference;
using XinRT.TestKit;

namespace XinRT.UnitTests.Passes;

public sealed class FuseAttentionTests
{
    [Fact]
    public void Finds_scale_and_mask() =>
        RuleCheck.Applies(new FuseAttention(), """
            q = input f32[n,2,5,4]
            k = input f32[n,2,6,4]
            v = input f32[n,2,6,4]
            t = Transpose(k) {perm=[0,1,3,2]}
            s = MatMul(q, t)
            m = Mul(s, const f32[](0.5))
            a = Add(m, const f32[5,6])
            p = Softmax(a)
            y = MatMul(p, v)
            """).Leaves("Transpose", "Transpose", "Attention");

    [Fact]
    public void Finds_a_scale_on_both_sides() =>
        RuleCheck.Applies(new FuseAttention(), """
            q = input f32[n,2,5,4]
            k = input f32[n,2,6,4]
            v = input f32[n,2,6,4]
            t = Transpose(k) {perm=[0,1,3,2]}
            b = Mul(q, const f32[](0.7))
            c = Mul(t, const f32[](0.7))
            s = MatMul(b, c)
            p = Softmax(s) {axis=3}
            y = MatMul(p, v)
            """).Leaves("Transpose", "Transpose", "Attention");

    [Fact]
    public void Joins_two_masks() =>
        RuleCheck.Applies(new FuseAttention(), """
            q = input f32[n,2,5,4]
            k = input f32[n,2,6,4]
            v = input f32[n,2,6,4]
            t = Transpose(k) {perm=[0,1,3,2]}
            s = MatMul(q, t)
            a = Add(s, const f32[5,6])
            b = Add(const f32[2,1,6], a)
            p = Softmax(b)
            y = MatMul(p, v)
            """).Leaves("Transpose", "Transpose", "Add", "Attention");

    // A row of nothing but -inf is NaN in a softmax, one of the lowest float in all places is the mean of the values.
    [Theory]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.MinValue)]
    [InlineData(-2.5e38f)]
    public void Keeps_what_a_softmax_gives_for_rows_that_are_masked_as_a_whole(float summand)
    {
        var before = Graph.Parse("""
            q = input f32[1,2,5,4]
            k = input f32[1,2,6,4]
            v = input f32[1,2,6,4]
            m = input f32[5,6]
            t = Transpose(k) {perm=[0,1,3,2]}
            s = MatMul(q, t)
            a = Add(s, m)
            p = Softmax(a)
            y = MatMul(p, v)
            output y
            """);
        var after = new FuseAttention().ApplyTo(before);
        Assert.Contains(after.Nodes, n => n.Op is AttentionOp);
        float[] mask = [.. Enumerable.Range(0, 30).Select(i => i / 6 == 2 ? summand : 0.5f)];
        Datum[] inputs = [.. before.Inputs.Take(3).Select((v, i) => SyntheticTensor.Make(DType.F32, [1, 2, i == 0 ? 5 : 6, 4], i)), Tensor.From(mask, 5, 6)];

        Datum wanted = new ReferenceExecutor().Run(before, inputs)[0], found = new ReferenceExecutor().Run(after, inputs)[0];

        TensorAssert.Equal(wanted, found, new Tolerance(1e-5, 1e-5), "y");
    }

    [Fact]
    public void Gives_three_axes_a_batch_of_one() =>
        RuleCheck.Applies(new FuseAttention(), """
            q = input f32[2,5,4]
            k = input f32[2,6,4]
            v = input f32[2,6,4]
            t = Transpose(k) {perm=[0,2,1]}
            s = MatMul(q, t)
            p = Softmax(s)
            y = MatMul(p, v)
            """).Leaves("Transpose", "Transpose", "Unsqueeze", "Unsqueeze", "Unsqueeze", "Attention", "Squeeze");

    [Fact]
    public void Needs_a_softmax_over_the_keys() =>
        RuleCheck.Misses(new FuseAttention(), "the softmax is not over the keys", """
            q = input f32[n,2,5,4]
            k = input f32[n,2,6,4]
            v = input f32[n,2,6,4]
            t = Transpose(k) {perm=[0,1,3,2]}
            s = MatMul(q, t)
            p = Softmax(s) {axis=2}
            y = MatMul(p, v)
            """);

    [Fact]
    public void Needs_a_transposed_key() =>
        RuleCheck.Misses(new FuseAttention(), "the key is not transposed", """
            q = input f32[n,2,5,4]
            k = input f32[n,2,4,6]
            v = input f32[n,2,6,4]
            s = MatMul(q, k)
            p = Softmax(s)
            y = MatMul(p, v)
            """);
}
