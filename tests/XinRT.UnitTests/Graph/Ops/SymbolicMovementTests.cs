using XinRT.Ir;
using XinRT.Reference;
using XinRT.TestKit;

namespace XinRT.UnitTests;

/// <summary>Shapes and contents that inference finds for operators that move elements: each is what a run gives, at several
/// sizes, and shape arithmetic as exporters write it leaves plain symbols.</summary>
public sealed class SymbolicMovementTests
{
    private static readonly long[][] Sizes = [[1, 1], [1, 4], [2, 3], [5, 2], [7, 7], [12, 1], [16, 9]];

    [Theory]
    [InlineData("y = Concat(x, x, x) {axis=1}", "f32[n,3*m,6]")]
    [InlineData("y = Transpose(x) {perm=[2,0,1]}", "f32[6,n,m]")]
    [InlineData("y = Slice(x, const i64[1](1), const i64[1](9223372036854775807), const i64[1](1))", "f32[n,max(0, m - 1),6]")]
    [InlineData("y = Slice(x, const i64[1](-1), const i64[1](2147483647), const i64[1](0))", "f32[-max(0, n - 1) + n,m,6]")]
    [InlineData("y = Slice(x, const i64[1](0), const i64[1](-1), const i64[1](1))", "f32[n,max(0, m - 1),6]")]
    [InlineData("y = Slice(x, const i64[1](0), const i64[1](3), const i64[1](1))", "f32[n,min(3, m),6]")]
    [InlineData("y = Slice(x, const i64[1](3), const i64[1](2147483647), const i64[1](1))", "f32[n,max(0, m - 3),6]")]
    [InlineData("y = Slice(x, const i64[1](0), const i64[1](2147483647), const i64[1](1), const i64[1](2))", "f32[n,floor(m + 1, 2),6]")]
    [InlineData("y = Slice(x, const i64[1](-1), const i64[1](-9223372036854775807), const i64[1](1), const i64[1](-1))", "f32[n,m,6]")]
    [InlineData("y = Slice(x, const i64[1](4), const i64[1](-2147483648), const i64[1](0), const i64[1](-3))", null)]
    [InlineData("y = Slice(x, const i64[2](-3,2), const i64[2](-1,-1), const i64[2](0,1))", null)]
    [InlineData("a, b = Split(x) {axis=1, num_outputs=2}", null)]
    [InlineData("a, b, c = Split(Concat3) {axis=1, num_outputs=3}", "f32[n,m,6]")]
    [InlineData("y = Flatten(x) {axis=2}", "f32[m*n,6]")]
    [InlineData("y = Tile(x, const i64[3](2,3,1))", "f32[2*n,3*m,6]")]
    [InlineData("y = Pad(x, const i64[4](1,0,2,-1), _, const i64[2](0,2)) {mode=\"edge\"}", "f32[n + 3,m,5]")]
    [InlineData("y = Expand(x, const i64[4](2,1,1,1))", "f32[2,n,m,6]")]
    [InlineData("y = Gather(x, const i64[2,2](0,-1,0,0)) {axis=1}", "f32[n,2,2,6]")]
    [InlineData("y = GatherND(x, const i64[3,2](0,0,-1,-1,0,0))", "f32[3,6]")]
    [InlineData("y = GatherElements(x, const i64[1,1,2](0,5)) {axis=2}", null)]
    [InlineData("y = Unsqueeze(x, const i64[2](0,-1))", "f32[1,n,m,6,1]")]
    [InlineData("y = OneHot(x, const i64[](4), const f32[2](0,1)) {axis=1}", "f32[n,4,m,6]")]
    [InlineData("y = ArgMax(x) {axis=1, keepdims=0}", "i64[n,6]")]
    [InlineData("v, i = TopK(x, const i64[1](4))", "f32[n,m,4]")]
    [InlineData("y = NonZero(x)", null)]
    [InlineData("y, f, g, c = Unique(x) {axis=1}", null)]
    [InlineData("y = Compress(x, const bool[1](1)) {axis=0}", "f32[1,m,6]")]
    [InlineData("y = CumSum(x, const i64[](1)) {reverse=1}", "f32[n,m,6]")]
    [InlineData("y = CenterCropPad(x, const i64[2](4,4)) {axes=[0,1]}", "f32[4,4,6]")]
    [InlineData("u = Unsqueeze(x, const i64[1](0))\nt = Transpose(u) {perm=[0,3,1,2]}\np = Slice(t, const i64[1](0), const i64[1](4), const i64[1](1))\ny = DepthToSpace(p) {blocksize=2}", "f32[1,1,2*n,2*m]")]
    public void Sizes_are_those_of_the_run(string text, string? wanted)
    {
        if (text.Contains("Concat3", StringComparison.Ordinal))
            text = "Concat3 = Concat(x, x, x) {axis=1}\n" + text;
        var graph = Graph.Parse("x = input f32[n,m,6]\n" + text);

        if (wanted is not null) Assert.Equal(wanted, graph.Outputs[0].Type.ToString());
        RunAtAllSizes(graph);
    }

    [Theory]
    [InlineData("g = Gather(s, const i64[](0))\nu = Unsqueeze(g, const i64[1](0))\nt = Concat(u, const i64[1](-1)) {axis=0}\ny = Reshape(x, t)", "f32[n,6*m]")]
    [InlineData("h = Slice(s, const i64[1](0), const i64[1](-1))\nt = Concat(h, const i64[2](2,3)) {axis=0}\ny = Reshape(x, t)", "f32[n,m,2,3]")]
    [InlineData("a, k, c = Split(s) {num_outputs=3}\nt = Concat(k, a, c) {axis=0}\ny = ConstantOfShape(t)", "f32[m,n,6]")]
    [InlineData("g = Gather(s, const i64[](1))\ny = Range(const i64[](0), g, const i64[](1))", "i64[m]")]
    [InlineData("g = Gather(s, const i64[1](1))\nq = Squeeze(g, const i64[1](0))\ny = Range(const i64[](1), q, const i64[](2))", "i64[floor(m, 2)]")]
    [InlineData("t = ScatterND(s, const i64[1,1](2), const i64[1](5))\nf = ConstantOfShape(t)\ny = Slice(f, const i64[1](0), const i64[1](2), const i64[1](2))", "f32[n,m,2]")]
    [InlineData("k = Size(x)\nu = Unsqueeze(k, const i64[1](0))\ny = Expand(const f32[1](1), u)", "f32[6*m*n]")]
    [InlineData("r = Concat(const i64[1](1), b, const i64[1](2)) {axis=0}\ny = Tile(x, r)", "f32[n,m*n,12]")]
    [InlineData("y = Slice(const f32[1,512], const i64[1](0), b, const i64[1](1))", "f32[1,min(512, n)]")]
    [InlineData("e = Slice(s, const i64[1](0), const i64[1](1))\ny = Slice(x, const i64[1](0), e, const i64[1](0))", "f32[n,m,6]")]
    [InlineData("z = ConstantOfShape(const i64[1](4)) {value=const i64[1](0)}\nc = Concat(b, const i64[1](2), z) {axis=0}\nm2 = Reshape(c, const i64[2](-1,2))\nv = Slice(m2, const i64[1](-1), const i64[1](-9223372036854775807), const i64[1](0), const i64[1](-1))\nt = Transpose(v) {perm=[1,0]}\np = Reshape(t, const i64[1](-1))\ny = Pad(x, p)", "f32[n,m,n + 8]")]
    [InlineData("t = Flatten(s) {axis=0}\nq = Squeeze(t, const i64[1](0))\nw = GatherElements(q, const i64[2](2,0))\ny = ConstantOfShape(w) {value=const i64[1](3)}", "i64[6,n]")]
    [InlineData("w = Compress(s, const bool[3](1,0,1))\ny = ConstantOfShape(w)", "f32[n,6]")]
    [InlineData("v, i = TopK(x, b) {axis=0}", "f32[n,m,6]")]
    [InlineData("p, q = Split(x, t2) {axis=1}", "f32[n,1,6]")]
    public void Shape_arithmetic_leaves_plain_symbols(string text, string wanted)
    {
        var graph = Graph.Parse("""
            x = input f32[n,m,6]
            s = Shape(x)
            b = Shape(x) {start=0, end=1}
            less = Slice(x, const i64[1](1), const i64[1](2147483647), const i64[1](1))
            rest = Shape(less) {start=1, end=2}
            t2 = Concat(const i64[1](1), rest) {axis=0}

            """ + text + "\noutput " + text.Split('\n')[^1].Split([',', ' '])[0]);

        Assert.Equal(wanted, graph.Outputs[0].Type.ToString());
        RunAtAllSizes(graph);
    }

    private static void RunAtAllSizes(Graph graph)
    {
        foreach (long[] size in Sizes)
        {
            var symbols = new Dictionary<string, long> { ["n"] = size[0], ["m"] = size[1] };
            var input = SyntheticTensor.Make(DType.F32, [size[0], size[1], 6]);
            var executor = new ReferenceExecutor { Threads = 2, Observe = new TypeAgreement(graph, symbols).Observe };
            executor.Run(graph, [input]);
        }
    }
}
