using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Keeps the upper or lower triangle of each matrix, diagonal <c>k</c> included, and clears the rest.</summary>
[OnnxOperator("Trilu", Since = 14)]
[OnnxOperator("Trilu", Domain = "com.microsoft")]
public sealed record TriluOp(bool Upper = true) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Shape is { Rank: < 2 } s) throw ctx.Error($"the input must have 2 or more axes, but it has {s.Rank}").AsShapeError();
        ctx.Output(0, x);
        MovedContents.Propagate(ctx, 0);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Rank < 2) throw ctx.Error($"the input must have 2 or more axes, but it has {x.Rank}").AsRunError();
        var y = ctx.Output(0, x.DType, x.Dims);
        y.CopyFrom(x);
        long k = ctx.OptionalInput(1)?.ToInt64s() is [var given] ? given : 0, rows = x.Dim(-2), columns = x.Dim(-1);
        if (y.Count == 0) return;
        // Beyond the matrix every diagonal is alike, and sums with it cannot overflow.
        k = Math.Clamp(k, -rows - 1, columns + 1);
        for (long row = 0; row < y.Count / columns; row++)
        {
            // Column of the diagonal in this row; the lower triangle keeps it too.
            long at = Math.Clamp(row % rows + k + (Upper ? 0 : 1), 0, columns);
            if (Upper) BlockMove.Clear(y, row * columns, at);
            else BlockMove.Clear(y, row * columns + at, columns - at);
        }
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => input == 0;
}
