using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>GlobalLpPool(x)</c> with p of 1 or 2 → <c>ReduceL1(x)</c> or <c>ReduceL2(x)</c>.</summary>
public sealed class LowerGlobalLpPool : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<GlobalLpPoolOp>(
        P.Any("x")).As("y");

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match["x"].TensorType is not { DType: DType.F32, Shape.Rank: > 2 } ? "it is not computed in float32"
        : match.Op<GlobalLpPoolOp>("y").P is not (1 or 2) ? "p is neither 1 nor 2" : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        int rank = match["x"].TensorType.Shape!.Rank;
        var axes = editor.Integers([.. Enumerable.Range(2, rank - 2).Select(k => (long)k)]);
        Operator reduce = match.Op<GlobalLpPoolOp>("y").P == 1 ? new ReduceL1Op() : new ReduceL2Op();
        return editor.Add(reduce, match["x"], axes);
    }
}
