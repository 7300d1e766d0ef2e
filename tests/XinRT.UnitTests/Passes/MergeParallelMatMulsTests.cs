using XinRT.Ir;
using XinRT.Ops;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class MergeParallelMatMulsTests
{
    private static readonly MergeParallelMatMuls Pass = new();

    [Fact]
    public void Joins_query_key_and_value()
    {
        var graph = FusionCheck.Makes(Pass, "MatMul Add Split Reshape Reshape Transpose Reshape Attention", """
            x = input f32[1,5,6]
            q = MatMul(x, const f32[6,8])
            qb = Add(q, const f32[8])
            q4 = Reshape(qb, const i64[4](1,2,5,4))
            k = MatMul(x, const f32[6,8])
            k4 = Reshape(k, const i64[4](1,2,5,4))
            kt = Transpose(k4) {perm=[0,1,2,3]}
            v = MatMul(x, const f32[6,4])
            vb = Add(const f32[1,4], v)
            v4 = Reshape(vb, const i64[4](1,2,5,2))
            y = Attention(q4, kt, v4)
            """);

        Assert.Equal("q", graph.Nodes[0].Name);
        Assert.Equal(["q", "qb", "k", "v", "vb"], graph.Nodes[0].Origins);
        Assert.Equal([8, 8, 4], graph.Nodes[2].Inputs[1]!.Constant!.ToInt64s());
        Assert.Equal(["qb", "k", "vb"], graph.Nodes[2].Outputs.Select(v => v!.Name));
    }

    [Fact]
    public void Joins_transposed_weights_with_biases() => FusionCheck.Makes(Pass, "Gemm Split Softmax Softmax", """
        x = input f32[n,6]
        a = Gemm(x, const f32[3,6], const f32[3]) {transB=1}
        b = Gemm(x, const f32[4,6]) {transB=1}
        y = Softmax(a)
        z = Softmax(b)
        """);

    [Fact]
    public void Joins_equal_functions() => FusionCheck.Makes(Pass, "MatMul Add Relu Split Softmax Softmax", """
        x = input f32[2,3,6]
        a = MatMul(x, const f32[6,3])
        ab = Add(a, const f32[3])
        ar = Relu(ab)
        b = MatMul(x, const f32[6,4])
        bb = Add(b, const f32[4])
        br = Relu(bb)
        y = Softmax(ar)
        z = Softmax(br)
        """);

    [Fact]
    public void Leaves_different_functions() => FusionCheck.Misses(Pass, "does something else", """
        x = input f32[2,3,6]
        a = MatMul(x, const f32[6,3])
        ar = Relu(a)
        b = MatMul(x, const f32[6,3])
        br = Tanh(b)
        y = Softmax(ar)
        z = Softmax(br)
        """);

    [Fact]
    public void Leaves_gates() => FusionCheck.Misses(Pass, "is read by an element-wise node", """
        x = input f32[2,3,6]
        a = MatMul(x, const f32[6,4])
        s = Swish(a)
        b = MatMul(x, const f32[6,4])
        y = Mul(s, b)
        """);

    [Fact]
    public void Leaves_outputs() => FusionCheck.Misses(Pass, "'b' is an output of the graph", """
        x = input f32[2,3,6]
        a = MatMul(x, const f32[6,4])
        b = MatMul(x, const f32[6,4])
        y = Softmax(a)
        output b
        output y
        """);

    [Fact]
    public void Leaves_what_comes_after_other_work()
    {
        var graph = Graph.Parse("""
            x = input f32[2,3,6]
            a = MatMul(x, const f32[6,4])
            p = Softmax(a)
            o = MatMul(p, const f32[4,6])
            b = MatMul(x, const f32[6,4])
            s = Softmax(b)
            y = Concat(o, s) {axis=-1}
            """);

        Assert.False(Pass.Run(graph, new PassContext()));
        Assert.Equal(3, graph.Nodes.Count(n => n.Op is MatMulOp));
    }
}
