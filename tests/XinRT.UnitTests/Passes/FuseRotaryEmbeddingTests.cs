using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FuseRotaryEmbeddingTests
{
    private const string Rotation = """
        a = Slice(x, const i64[1](0), const i64[1](4), const i64[1](3))
        b = Slice(x, const i64[1](4), const i64[1](9223372036854775807), const i64[1](3), const i64[1](1))
        m = Neg(b)
        t = Concat(m, a) {axis=-1}
        p = Mul(x, c)
        r = Mul(t, s)
        y = Add(p, r)
        """;

    [Fact]
    public void Finds_angles_that_all_batches_share() => RuleCheck.Applies(new FuseRotaryEmbedding(), $"""
        x = input f32[2,3,n,8]
        f = input f32[1,n,4]
        e = Concat(f, f) {"{axis=-1}"}
        g = Unsqueeze(e, const i64[1](1))
        c = Cos(g)
        s = Sin(g)
        {Rotation}
        """).Leaves("Concat", "Unsqueeze", "Cos", "Sin", "Slice", "Reshape", "Slice", "Reshape", "RotaryEmbedding");

    [Fact]
    public void Finds_angles_of_each_batch() => RuleCheck.Applies(new FuseRotaryEmbedding(), $"""
        x = input f32[2,3,n,8]
        f = input f32[2,1,n,4]
        g = Concat(f, f) {"{axis=3}"}
        c = Cos(g)
        s = Sin(g)
        {Rotation}
        """);

    [Fact]
    public void Needs_equal_halves() => RuleCheck.Misses(new FuseRotaryEmbedding(), "both halves are not known to be the same", $"""
        x = input f32[2,3,n,8]
        g = input f32[n,8]
        c = Cos(g)
        s = Sin(g)
        {Rotation}
        """);
}
