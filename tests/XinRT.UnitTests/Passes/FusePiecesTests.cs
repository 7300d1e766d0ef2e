using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class FusePiecesTests
{
    private static readonly FusePieces Pass = new();

    [Fact]
    public void Joins_centres_sizes_and_scores()
    {
        var graph = FusionCheck.Makes(Pass, "Split [Mul Add Mul Mul Pow Mul Concat] Reshape", """
            x = input f32[n,3,4,4,9]
            xy, wh, rest = Split(x, const i64[3](2,2,5)) {axis=4}
            a = Mul(xy, const f32[](2))
            b = Add(a, const f32[1,3,4,4,2])
            c = Mul(b, const f32[](8))
            d = Mul(wh, const f32[](2))
            e = Pow(d, const f32[](2))
            f = Mul(e, const f32[1,3,1,1,2])
            g = Concat(c, f, rest) {axis=-1}
            y = Reshape(g, const i64[3](0,48,9))
            """);

        var form = (SegmentsForm)FusedForm.Of(graph.Nodes[1])!;
        Assert.Equal(4, form.Axis);
        Assert.Equal([2, 2, 5], form.Segments.Select(p => p.Length));
        Assert.Equal(5, form.Operands.Count);
        Assert.Null(AnchoredForm.Of(graph.Nodes[1]));
        Assert.Equal(graph.ToString(), Graph.Parse(graph.ToString()).ToString());
    }

    [Fact]
    public void Repeats_what_two_pieces_share() =>
        FusionCheck.Makes(Pass, "Split [Sub Add Add Sub Concat]", """
            x = input f32[1,4,6]
            a = input f32[1,2,6]
            lt, rb = Split(x, const i64[2](2,2)) {axis=1}
            s = Sub(a, lt)
            t = Add(a, rb)
            c = Add(s, t)
            d = Sub(t, s)
            y = Concat(c, d) {axis=1}
            """);

    [Fact]
    public void Keeps_out_what_is_read_elsewhere() =>
        FusionCheck.Makes(Pass, "Split Exp [Neg Concat] Softmax", """
            x = input f32[3,7]
            p, q = Split(x, const i64[2](3,4)) {axis=1}
            e = Exp(p)
            n = Neg(e)
            y = Concat(n, q) {axis=1}
            z = Softmax(e)
            """);

    [Fact]
    public void Leaves_what_a_convolution_writes_in_place() => FusionCheck.Misses(Pass, "is written in its place by", """
        x = input f32[1,4,6,6]
        z = input f32[1,4,6,6]
        c = Conv(x, const f32[8,4,1,1])
        r = Relu(z)
        y = Concat(c, r) {axis=1}
        """);

    [Fact]
    public void Says_which_size_is_open() => FusionCheck.Misses(Pass, "along the axis is not known", """
        x = input f32[n,4]
        z = input f32[2,4]
        r = Relu(x)
        y = Concat(r, z) {axis=0}
        """);

    [Fact]
    public void Leaves_too_many_tensors() => FusionCheck.Misses(Pass, "tensors", """
        a = input f32[4]
        b = input f32[4]
        c = input f32[4]
        d = input f32[4]
        e = input f32[4]
        f = input f32[4]
        g = input f32[4]
        r = Relu(a)
        y = Concat(r, b, c, d, e, f, g) {axis=0}
        """);

    [Theory]
    [InlineData("y = Concat(x, z) {axis=0}")]
    [InlineData("e = Softmax(x) y = Concat(e, z) {axis=0}")]
    public void Mere_copies_stay(string text) =>
        Assert.False(Pass.Run(Graph.Parse($"x = input f32[4] z = input f32[4] {text}"), new PassContext()));
}
