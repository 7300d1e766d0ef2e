using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>ReduceLogSumExp(x)</c> → <c>log(Σ exp(x - m)) + m</c> with m the largest element, or 0 where that is infinite.</summary>
public sealed class LowerReduceLogSumExp : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<ReduceLogSumExpOp>(
        P.Any("x"),
        P.Optional(P.Const("axes"))).As("reduced");

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match["x"].TensorType.DType != DType.F32 ? "it is not computed in float32"
        : match["x"].TensorType.Shape is null ? "the number of axes is not known" : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var op = match.Op<ReduceLogSumExpOp>("reduced");
        Value x = match["x"], axes = Axes(match, op, editor);
        // Without axes nothing is reduced, which the attribute then says of each step.
        var largest = editor.Add(new ReduceMaxOp(Keepdims: true, op.NoopWithEmptyAxes), x, axes);
        // Subtracting an infinite number would give NaN.
        var isFinite = editor.Add(new LessOp(), editor.Add(new AbsOp(), largest), editor.Constant(Tensor.Scalar(float.PositiveInfinity)));
        var shift = editor.Add(new WhereOp(), isFinite, largest, editor.Constant(Tensor.Scalar(0f)));
        var sum = editor.Add(new ReduceSumOp(Keepdims: true, op.NoopWithEmptyAxes), editor.Add(new ExpOp(), editor.Add(new SubOp(), x, shift)), axes);
        var result = editor.Add(new AddOp(), editor.Add(new LogOp(), sum), shift);
        return op.Keepdims ? result : editor.Add(new SqueezeOp(), result, axes);
    }

    private static Value Axes(Match match, ReduceLogSumExpOp op, GraphEditor editor) =>
        match.Integers("axes") is { Length: > 0 } given ? editor.Integers(given)
        : op.NoopWithEmptyAxes ? editor.Integers()
        : editor.Integers([.. Enumerable.Range(0, match["x"].TensorType.Shape!.Rank).Select(i => (long)i)]);
}
