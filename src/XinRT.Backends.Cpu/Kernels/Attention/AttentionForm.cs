using XinRT.Backends.Cpu.Kernels.Rows;
using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Attention;

/// <summary>An attention node with operands, whichever operator it is: sizes, inputs, and strides as
/// <c>[batch, head, row, depth]</c>.</summary>
/// <remarks>Where several query heads of one row each share a key head, they are seen as rows of one head
/// (<see cref="Folded"/>), so that keys and values are read once for all of them.</remarks>
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

    /// <summary>If not 0, scores become <c>cap · tanh(score / cap)</c>.</summary>
    public float Softcap { get; init; }

    /// <summary>Whether a row without a score above -∞ is NaN; if not it is 0.</summary>
    public bool NanRows { get; init; }

    /// <summary>Row r sees keys up to r + Last; all keys if null. Counts from the position of row 0 where
    /// <see cref="Valid"/> is an input.</summary>
    public int? Last { get; init; }

    /// <summary>Row r sees keys from r + First; all keys if null.</summary>
    public int? First { get; init; }

    /// <summary>Input with summands or truth values of the scores, or -1.</summary>
    public required int Mask { get; init; }

    /// <summary>Input with the number of keys of each batch that count, or -1. The last row then stands at the last of
    /// them.</summary>
    public int Valid { get; init; } = -1;

    /// <summary>Whether rows are query heads.</summary>
    public bool Folded { get; init; }

    /// <summary>Keys by which the limits move from row to row.</summary>
    public int RowStep => Folded ? 0 : 1;

    /// <summary>Whether rows see different keys.</summary>
    public bool Ragged => Last is not null || First is not null || Valid >= 0;

    /// <summary>Sizes and inputs of a node, or why it is not taken. Inputs 0, 1 and 2 of the anchor are query, key and
    /// value.</summary>
    public static (AttentionForm? Form, Refusal? WhyNot) Of(KernelProblem problem, AnchoredForm? fused)
    {
        int[] taken = fused?.Anchor switch
        {
            AttentionOp => [0, 1, 2, 3, 6],
            MultiHeadAttentionOp => [0, 1, 2, 5],
            _ => [],
        };
        if (taken.Length == 0) return (null, Refusal.OtherOperator);
        for (int i = 0; i < fused!.AnchorInputs.Count; i++)
            if (fused.AnchorInputs[i] >= 0 && !taken.Contains(i)) return (null, $"input {i} of the attention is not read");
        for (int i = 1; i < problem.Outputs.Count; i++)
            if (problem.Outputs[i] is not null) return (null, $"output {i} is not computed");
        TensorLayout?[] operands = Arrays.Make(3, i => Layout(problem, fused, i));
        if (operands is not [{ } q, { } k, { } v]) return (null, "query, key and value must be apart");
        if (fused.Anchor is AttentionOp { SoftmaxPrecision: DType.F64 }) return (null, "the softmax is not computed in double");
        int Input(int slot) => slot < fused.AnchorInputs.Count ? fused.AnchorInputs[slot] : -1;
        var (form, why) = fused.Anchor switch
        {
            AttentionOp a => Make(q, k, v, a.QNumHeads, a.KvNumHeads, a.Scale, Input(3)),
            MultiHeadAttentionOp m => Make(q, k, v, m.NumHeads, m.NumHeads, m.Scale is 0 ? null : m.Scale, Input(5)),
            _ => (null, null),
        };
        if (form is null) return (null, why);
        form = fused.Anchor switch
        {
            AttentionOp a => form.Limited(a, Input(6), Input(6) < 0 ? null : problem.Inputs[Input(6)]!.Steering),
            MultiHeadAttentionOp { Unidirectional: true } => form with { Last = form.Columns - form.Rows },
            _ => form,
        };
        return form.Columns == 0 ? (null, "no key counts") : (form.Fold(), null);
    }

    /// <summary>Strides over batch, head, row and depth of an operand that broadcasts to a tensor of the given
    /// sizes.</summary>
    public static long[] Strides(TensorLayout layout, ReadOnlySpan<long> dims, long depth)
    {
        long[] s = RowSpace.Spread(layout, dims);
        return dims.Length == 4 ? s : [s[0], s[2] * depth, s[1], s[2]];
    }

    /// <summary>Strides of an operand with query heads as <see cref="Folded"/> says.</summary>
    public long[] QueryStrides(TensorLayout layout, ReadOnlySpan<long> dims, long depth)
    {
        long[] s = Strides(layout, dims, depth);
        return Folded ? [s[0], s[1] * Rows, s[1], s[3]] : s;
    }

    /// <summary>Sizes of the scores, as masks know them.</summary>
    public long[] ScoreDims(long columns) => Folded ? [Batch, (long)Heads * Rows, 1, columns] : [Batch, Heads, Rows, columns];

    private static TensorLayout? Layout(KernelProblem problem, AnchoredForm fused, int slot) =>
        slot < fused.AnchorInputs.Count && fused.AnchorInputs[slot] is >= 0 and var i ? problem.Inputs[i]?.Layout : null;

    private static (AttentionForm?, string?) Make(TensorLayout q, TensorLayout k, TensorLayout v, long heads, long kvHeads,
        float? scale, int mask)
    {
        if (Sizes(q, heads) is not { } qs || Sizes(k, kvHeads) is not { } ks || Sizes(v, kvHeads) is not { } vs)
            return (null, "the operands have no heads");
        if (ks[0] != qs[0] || vs[0] != qs[0] || ks[3] != qs[3] || vs[1] != ks[1] || vs[2] != ks[2]
            || ks[1] == 0 || qs[1] % ks[1] != 0)
        {
            return (null, "query, key and value do not fit");
        }
        if (qs.Concat(ks).Concat(vs).Any(d => d == 0)) return (null, "there is nothing to compute");
        return (new()
        {
            Batch = (int)qs[0], Heads = (int)qs[1], KvHeads = (int)ks[1], Rows = (int)qs[2], Columns = (int)ks[2],
            Depth = (int)qs[3], ValueDepth = (int)vs[3], Scale = scale ?? (float)(1 / Math.Sqrt(qs[3])), Mask = mask,
        }, null);
    }

    // Causal limit, window and count of valid keys of the operator.
    private AttentionForm Limited(AttentionOp op, int valid, Tensor? counts)
    {
        var form = this with { Softcap = op.Softcap, NanRows = op.NanRows, Valid = valid };
        int at = 0;
        // A number that is known and the same for all needs no input.
        if (valid >= 0 && counts?.ToInt64s() is [var count, ..] all
            && all.All(c => c == count) && count >= 0 && count <= Columns)
        {
            form = form with { Valid = -1, Columns = (int)count };
            at = (int)count - Rows;
        }
        long far = (long)Rows + Columns;
        if (op.IsCausal) form = form with { Last = at };
        else if (op.RightWindowSize >= 0) form = form with { Last = at + (int)Math.Min(op.RightWindowSize, far) };
        if (op.LeftWindowSize >= 0) form = form with { First = at - (int)Math.Min(op.LeftWindowSize, far) };
        return form;
    }

    private AttentionForm Fold() => Rows > 1 || Heads == KvHeads ? this
        : this with { Heads = KvHeads, Rows = Heads / KvHeads, Folded = true };

    private static long[]? Sizes(TensorLayout layout, long heads) => layout.Rank switch
    {
        4 => [.. layout.Dims],
        3 when heads > 0 && layout.Dims[2] % heads == 0 => [layout.Dims[0], heads, layout.Dims[1], layout.Dims[2] / heads],
        _ => null,
    };
}
