using XinRT.Ir;
using XinRT.Soak.Harness;

namespace XinRT.Soak.Kernels.Families;

/// <summary>Products of matrices, and what is made of them.</summary>
internal static class ProductFamily
{
    private const double MostFlops = 25e6;

    public static Value Constant(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        long[] outer = Outer(choices);
        var (m, k, n) = Sizes(choices, outer.Aggregate(1L, (a, b) => a * b));
        bool vector = choices.Chance("vector", 0.05) && outer.Length == 0;
        var x = graph.Source(choices, vector ? [k] : [.. outer, m, k]);
        var y = graph.Add("MatMul", [x, graph.Const(k, n)]);
        return choices.Chance("bias", 0.5) ? graph.Add("Add", [y, graph.Const(n)]) : y;
    }

    public static Value Batched(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        long[] outer = Outer(choices);
        var (m, k, n) = Sizes(choices, outer.Aggregate(1L, (a, b) => a * b));
        if (choices.Chance("with itself", 0.12)) return Squared(graph, choices, outer, Math.Min(m, n), k);
        long[] left = [.. outer.Select(d => choices.Chance("left repeats", 0.15) ? 1 : d), m, k];
        long[] right = [.. outer.Select(d => choices.Chance("right repeats", 0.15) ? 1 : d)];
        right = right[choices.Range("right axes dropped", 0, right.Length)..];
        bool transposed = choices.Chance("right is transposed", 0.4);
        var b = graph.Source(choices, transposed ? [.. right, n, k] : [.. right, k, n]);
        int rank = right.Length + 2;
        if (transposed) b = graph.Add("Transpose", [b],
            ("perm", (long[])[.. Enumerable.Range(0, rank - 2).Select(i => (long)i), rank - 1, rank - 2]));
        return graph.Add("MatMul", [graph.Source(choices, left), b]);
    }

    // x·xᵀ, xᵀ·x or x·x: both operands are one tensor.
    private static Value Squared(CaseGraph graph, Choices choices, long[] outer, long rows, long columns)
    {
        int form = choices.Weighted("square", 2, 1, 1), rank = outer.Length + 2;
        var x = graph.Source(choices, [.. outer, rows, form == 2 ? rows : columns]);
        if (form == 2) return graph.Add("MatMul", [x, x]);
        var turned = graph.Add("Transpose", [x],
            ("perm", (long[])[.. Enumerable.Range(0, rank - 2).Select(i => (long)i), rank - 1, rank - 2]));
        return graph.Add("MatMul", form == 0 ? [x, turned] : [turned, x]);
    }

    public static Value Gemm(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        var (m, k, n) = Sizes(choices, 1);
        if (choices.Chance("as many rows as columns", 0.4)) m = n = Math.Min(m, n);
        bool transA = choices.Chance("left is transposed", 0.3), transB = choices.Chance("right is transposed", 0.5);
        long[] c = choices.Pick<long[]>("addend", [n], [], [1], [1, n], [m, 1], [m, 1], [m, n]);
        long[] right = transB ? [n, k] : [k, n];
        var y = graph.Add("Gemm", [graph.Source(choices, transA ? [k, m] : [m, k]),
            choices.Chance("right is a value", 0.3) ? graph.Source(choices, right) : graph.Const(right),
            choices.Chance("no addend", 0.2) ? null : choices.Chance("addend is a value", 0.3)
                ? graph.Source(choices, c) : graph.Const(c)],
            ("transA", transA ? 1 : 0), ("transB", transB ? 1 : 0), ("alpha", choices.Pick("alpha", 1f, 1f, 0.5f)),
                ("beta", choices.Pick("beta", 1f, 1f, 0.25f)));
        // What is folded into the weights and the addend.
        return choices.Chance("constant behind", 0.35) ? graph.Add(choices.Pick("joined by", "Mul", "Add"),
            [y, choices.Chance("one number", 0.4) ? graph.Scalar(1.5f) : graph.Const(n)]) : y;
    }

    /// <summary>softmax(q·kᵀ·s + mask)·v, written out as exporters do.</summary>
    public static Value Attention(CaseGraph graph, Choices choices)
    {
        graph.TakesSpecials = false;
        long batch = choices.Range("batch", 1, 2), heads = choices.Range("heads", 1, 6), rows = choices.Extent("rows"),
            keys = choices.Chance("as many keys", 0.6) ? rows : choices.Extent("keys");
        long size = choices.Pick("head size", 8, 16, 32, 64, choices.Range("odd head size", 1, 80)), values =
            choices.Chance("other value size", 0.15) ? choices.Range("value size", 1, 64) : size;
        Value q = Heads(graph, choices, batch, heads, rows, size), k = Heads(graph, choices, batch, heads, keys, size),
            v = Heads(graph, choices, batch, heads, keys, values);
        var scores = graph.Add("MatMul", [q, graph.Add("Transpose", [k], ("perm", new long[] { 0, 1, 3, 2 }))]);
        if (choices.Chance("scaled", 0.8)) scores =
            graph.Add(choices.Pick("scale", "Mul", "Div"),
            [scores, graph.Scalar(choices.Pick("factor", 0.125f, 0.5f, 2f))]);
        if (choices.Chance("masked", 0.6)) scores =
            graph.Add("Add", [scores, Mask(graph, choices, [batch, heads, rows, keys])]);
        var y = graph.Add("MatMul", [graph.Add("Softmax", [scores], ("axis", -1)), v]);
        if (!choices.Chance("heads are joined", 0.5)) return y;
        return graph.Add("Reshape", [graph.Add("Transpose", [y], ("perm", new long[] { 0, 2, 1, 3 })),
            graph.Whole(batch, rows, heads * values)]);
    }

    public static Value Rotary(CaseGraph graph, Choices choices)
    {
        long batch = choices.Range("batch", 1, 2), heads = choices.Range("heads", 1, 5), rows =
            choices.Range("rows", 1, 20), half = choices.Range("half head", 1, 40);
        bool flat = choices.Chance("flat", 0.4), placed = choices.Chance("positions", 0.5), part =
            choices.Chance("part of the head", 0.3);
        long rotated = part ? choices.Range("half rotated", 1, (int)half) : half, lines = rows
            + choices.Range("more lines", 0, 5);
        var x = graph.Source(choices, flat ? [batch, rows, heads * half * 2] : [batch, heads, rows, half * 2]);
        long[] cache = placed ? [lines, rotated] : [batch, rows, rotated];
        return graph.Add("RotaryEmbedding", [x, graph.Input(DType.F32, cache), graph.Input(DType.F32, cache), placed
            ? graph.Input(DType.I64, [batch, rows], "whole", 0, lines - 1) : null],
            ("interleaved", choices.Chance("interleaved", 0.5) ? 1 : 0), ("num_heads", flat || part ? heads : 0L),
                ("rotary_embedding_dim", part ? 2 * rotated : 0L));
    }

    private static Value Mask(CaseGraph graph, Choices choices, long[] dims)
    {
        long[] shape = [.. dims.Select((d, i) => i < 3 && choices.Chance("mask repeats", 0.4) ? 1 : d)];
        shape = shape[choices.Range("mask axes dropped", 0, 2)..];
        switch (choices.Weighted("mask", 3, 4, 2, 1))
        {
            case 0:
                return choices.Chance("mask is constant", 0.4) ? graph.Const(shape) : graph.Input(DType.F32, shape);
            case 1:
                // Some keys are closed by the lowest number there is; a row may be closed altogether.
                var open = choices.Chance("all are closed", 0.5) ? graph.Input(DType.Bool, shape, "whole", 0, 0)
                    : graph.Input(DType.Bool, shape);
                return graph.Add("Where", [open, graph.Scalar(0),
                    graph.Scalar(choices.Pick("closed", -1e4f, float.MinValue, float.MinValue, -1e9f))]);
            case 2:
                return graph.Add("Mul", [graph.Add("Cast", [graph.Input(DType.I64, shape, "whole", 0, 1)],
                    ("to", (long)DType.F32)), graph.Scalar(choices.Pick("closed", -1e4f, float.MinValue))]);
            default:
                // Each row sees the keys up to its own.
                long rows = dims[2], keys = dims[3];
                float closed = choices.Pick("closed", float.NegativeInfinity, float.MinValue);
                return graph.Add("Where", [Causal(graph, rows, keys), graph.Scalar(0), graph.Scalar(closed)]);
        }
    }

    // Column number at most row number, as exporters compute it.
    private static Value Causal(CaseGraph graph, long rows, long keys)
    {
        var row = graph.Add("Unsqueeze", [graph.Add("Range", [Number(0), Number(rows), Number(1)]), graph.Whole(1)]);
        var column = graph.Add("Unsqueeze", [graph.Add("Range", [Number(0), Number(keys), Number(1)]), graph.Whole(0)]);
        return graph.Add("LessOrEqual", [column, row]);

        static Value Number(long n) => new($"n{n}", Tensor.Scalar(n));
    }

    // As a layer gives them, or as they are wanted.
    private static Value Heads(CaseGraph graph, Choices choices, long batch, long heads, long rows, long size)
    {
        if (!choices.Chance("heads of a layer", 0.5)) return graph.Source(choices, batch, heads, rows, size);
        var x = graph.Add("Reshape", [graph.Source(choices, batch, rows, heads * size),
            graph.Whole(batch, rows, heads, size)]);
        return graph.Add("Transpose", [x], ("perm", new long[] { 0, 2, 1, 3 }));
    }

    private static long[] Outer(Choices choices) => choices.Weighted("outer axes", 3, 2, 1) switch
    {
        0 => [],
        1 => [choices.Range("outer", 1, 5)],
        _ => [choices.Range("outer", 1, 3), choices.Range("outer", 1, 4)],
    };

    private static (long M, long K, long N) Sizes(Choices choices, long batch)
    {
        long m = choices.Channels("rows", 100), k = choices.Channels("inner"), n = choices.Channels("columns");
        while (2.0 * batch * m * k * n > MostFlops)
        {
            if (m >= k && m >= n) m = (m + 1) / 2;
            else if (k >= n) k = (k + 1) / 2;
            else n = (n + 1) / 2;
        }
        return (m, k, n);
    }
}
