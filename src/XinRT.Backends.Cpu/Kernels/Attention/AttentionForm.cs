using XinRT.Backends.Cpu.Kernels.Rows;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Attention;

/// <summary>An attention node with operands, whichever operator it is: sizes, inputs, and strides as
/// <c>[batch, head, row, depth]</c>.</summary>
internal sealed record AttentionForm
{
    /// <summary>Batch size.</summary>
    public required int Batch { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Heads of keys and values; each serves <see cref="Heads"/> / KvHeads query heads in a row.</summary>
    public required int KvHeads { get; init; }

    /// <summary>Query rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Keys.</summary>
    public required int Columns { get; init; }

    /// <summary>Length of a query and a key.</summary>
    public required int Depth { get; init; }

    /// <summary>Length of a value.</summary>
    public required int ValueDepth { get; init; }

    /// <summary>Factor of the scores.</summary>
    public required float Scale { get; init; }

    /// <summary>Row r sees keys up to r + Offset; all keys if null.</summary>
    public required int? CausalOffset { get; init; }

    /// <summary>Input with summands or truth values of the scores, or -1.</summary>
    public required int Mask { get; init; }

    /// <summary>Sizes and inputs of a node, or why it is not taken. Inputs 0, 1 and 2 of the anchor are query, key and
    /// value.</summary>
    public static (AttentionForm? Form, string? WhyNot) Of(KernelProblem problem, FusedNode? fused)
    {
        int[] taken = fused?.Anchor switch
        {
            AttentionOp => [0, 1, 2, 3],
            MultiHeadAttentionOp => [0, 1, 2, 5],
            _ => [],
        };
        if (taken.Length == 0) return (null, "not an attention");
        for (int i = 0; i < fused!.AnchorInputs.Count; i++)
            if (fused.AnchorInputs[i] >= 0 && !taken.Contains(i)) return (null, $"input {i} of the attention is not read");
        for (int i = 1; i < problem.Outputs.Count; i++)
            if (problem.Outputs[i] is not null) return (null, $"output {i} is not computed");
        TensorLayout?[] operands = [.. Enumerable.Range(0, 3).Select(i => Layout(problem, fused, i))];
        if (operands is not [{ } q, { } k, { } v]) return (null, "query, key and value must be apart");
        int mask = taken[3] < fused.AnchorInputs.Count ? fused.AnchorInputs[taken[3]] : -1;
        return fused.Anchor switch
        {
            AttentionOp a when a.Softcap != 0 || a.LeftWindowSize >= 0 || a.RightWindowSize >= 0 =>
                (null, "soft cap and windows are not computed"),
            AttentionOp a when a.SoftmaxPrecision == DType.F64 => (null, "the softmax is not computed in double"),
            AttentionOp a => Make(q, k, v, a.QNumHeads, a.KvNumHeads, a.Scale, mask, (_, _) => a.IsCausal ? 0 : null),
            MultiHeadAttentionOp m => Make(q, k, v, m.NumHeads, m.NumHeads, m.Scale is 0 ? null : m.Scale, mask,
                (rows, columns) => m.Unidirectional ? columns - rows : null),
            _ => (null, null),
        };
    }

    /// <summary>Strides over batch, head, row and depth of an operand that broadcasts to a tensor of the given
    /// sizes.</summary>
    public static long[] Strides(TensorLayout layout, ReadOnlySpan<long> dims, long depth)
    {
        long[] s = RowSpace.Spread(layout, dims);
        return dims.Length == 4 ? s : [s[0], s[2] * depth, s[1], s[2]];
    }

    /// <summary>Sizes of the scores.</summary>
    public long[] ScoreDims => [Batch, Heads, Rows, Columns];

    private static TensorLayout? Layout(KernelProblem problem, FusedNode fused, int slot) =>
        slot < fused.AnchorInputs.Count && fused.AnchorInputs[slot] is >= 0 and var i ? problem.Inputs[i]?.Layout : null;

    private static (AttentionForm?, string?) Make(TensorLayout q, TensorLayout k, TensorLayout v, long heads, long kvHeads,
        float? scale, int mask, Func<int, int, int?> offset)
    {
        if (Sizes(q, heads) is not { } qs || Sizes(k, kvHeads) is not { } ks || Sizes(v, kvHeads) is not { } vs)
            return (null, "the operands have no heads");
        var form = new AttentionForm
        {
            Batch = (int)qs[0], Heads = (int)qs[1], KvHeads = (int)ks[1], Rows = (int)qs[2], Columns = (int)ks[2],
            Depth = (int)qs[3], ValueDepth = (int)vs[3], Scale = scale ?? (float)(1 / Math.Sqrt(qs[3])),
            CausalOffset = offset((int)qs[2], (int)ks[2]), Mask = mask,
        };
        if (ks[0] != qs[0] || vs[0] != qs[0] || ks[3] != qs[3] || vs[1] != ks[1] || vs[2] != ks[2]
            || ks[1] == 0 || qs[1] % ks[1] != 0)
        {
            return (null, "query, key and value do not fit");
        }
        if (qs.Concat(ks).Concat(vs).Any(d => d == 0)) return (null, "there is nothing to compute");
        return form.CausalOffset < 0 ? (null, "there are more rows than keys") : (form, null);
    }

    private static long[]? Sizes(TensorLayout layout, long heads) => layout.Rank switch
    {
        4 => [.. layout.Dims],
        3 when heads > 0 && layout.Dims[2] % heads == 0 => [layout.Dims[0], heads, layout.Dims[1], layout.Dims[2] / heads],
        _ => null,
    };
}
