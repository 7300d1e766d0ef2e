using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>softmax(q·kᵀ·s + mask)·v</c>, as exporters write it, → <c>Attention(q, k, v, mask)</c>.</summary>
/// <remarks>The key is transposed back; <see cref="FoldTransposePairs"/> then joins that with the exporter's transposition.
/// Operands with three axes are given a batch of one. A row that is masked with -∞ as a whole stays NaN.</remarks>
public sealed class FuseAttention : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = Create();

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        if (match["q"].TensorType.Shape is not { Rank: 3 or 4 } q || match["kt"].TensorType.Shape is not { } kt
            || match["v"].TensorType.Shape is not { } v || match["scores"].TensorType.Shape is not { } scores)
        {
            return $"query, key and value must have 3 or 4 axes; the query is {match["q"].Type}";
        }
        if (kt.Rank != q.Rank || v.Rank != q.Rank) return "query, key and value have different numbers of axes";
        if (match["kt"].Producer is not { Op: TransposeOp }) return "the key is not transposed";
        if (match.Op<SoftmaxOp>("softmax").Axis is var axis && axis != -1 && axis != q.Rank - 1) return "the softmax is not over the keys";
        for (int i = 0; i < q.Rank - 2; i++)
            if (q[i] != kt[i] || q[i] != v[i]) return "query, key and value differ in batch or heads";
        // Attention takes a mask with fewer keys as closed for the keys it does not name.
        if (match.Find("mask") is { } mask && !Covers(mask, scores) && !(match.Has("mask2") && Covers(match["mask2"], scores)))
            return "the mask is repeated along the keys";
        return match["logits"].TensorType.Shape is not { } logits || !logits.Equals(scores) ? "the mask widens the scores"
            : FoldedNumbers.WhyNotFactors(DType.F32, [Math.Abs(Scale(match))]);
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        int rank = match["q"].TensorType.Shape!.Rank;
        var key = editor.Add(new TransposeOp(AxisOrder.SwapLast(rank)), match["kt"]);
        Value? mask = match.Find("mask");
        if (mask is not null && match.Has("mask2")) mask = editor.Add(new AddOp(), mask, match["mask2"]);
        var op = new AttentionOp(Scale: (float)Scale(match), NanRows: true);
        if (rank == 4) return editor.Add(op, match["q"], key, match["v"], mask);

        var axis = editor.Integers(0);
        var wide = editor.Add(op, Widen(match["q"]), Widen(key), Widen(match["v"]), mask);
        return editor.Add(new SqueezeOp(), wide, axis);

        Value Widen(Value value) => editor.Add(new UnsqueezeOp(), value, axis);
    }

    private static double Scale(Match match)
    {
        return Number("qs") * Number("ks") * Number("s") / Number("d");

        double Number(string name) => match.Has(name) ? match.Number(name) : 1;
    }

    private static bool Covers(Value mask, Shape scores) =>
        mask.TensorType.Shape is { Rank: > 0 } shape && shape[-1] == scores[-1];

    private static OpPattern<MatMulOp> Create()
    {
        var scores = P.Op<MatMulOp>(Scaled("q", "qs"), Scaled("kt", "ks")).As("scores");
        var scaled = P.OneOf(
            P.Op<MulOp>(scores, P.Scalar("s")).AnyOrder(),
            P.Op<DivOp>(scores, P.Scalar("d")),
            scores);
        var logits = P.OneOf(
            P.Op<AddOp>(P.Op<AddOp>(scaled, P.Any("mask")).AnyOrder(), P.Any("mask2")).AnyOrder(),
            P.Op<AddOp>(scaled, P.Any("mask")).AnyOrder(),
            scaled).As("logits");
        return P.Op<MatMulOp>(P.Op<SoftmaxOp>(logits).As("softmax"), P.Any("v"));
    }

    private static Pattern Scaled(string name, string factor) =>
        P.OneOf(P.Op<MulOp>(P.Any(name), P.Scalar(factor)).AnyOrder(), P.Any(name));
}
