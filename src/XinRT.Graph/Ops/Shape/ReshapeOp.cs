using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>The same elements under other sizes. In the target, -1 takes what is left and 0 keeps the input's size unless
/// <c>allowzero</c> is set.</summary>
/// <remarks>What is left is divided without the kept sizes, so that an empty tensor has the shape that others have:
/// <c>[0,3,4]</c> to <c>[0,-1]</c> is <c>[0,12]</c>.</remarks>
[OnnxOperator("Reshape", Since = 5)]
public sealed record ReshapeOp(bool Allowzero = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (ctx.Data(1) is not { } target)
        {
            Shape? unknown = ctx.InputShape(1) is { Rank: 1 } t && t[0].IsConstant ? ctx.NewShape((int)t[0].Value) : null;
            ctx.Output(0, x.DType, unknown);
            return;
        }
        ctx.Output(0, x.DType, Resolve(ctx, x.Shape, target));
        if (ctx.Contents(0) is { } data) ctx.OutputData(0, data);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        long[] target = ctx.Input(1).ToInt64s();
        int free = -1;
        long known = 1, left = 1;
        for (int i = 0; i < Math.Max(x.Rank, target.Length); i++)
        {
            bool isKept = i < Math.Min(x.Rank, target.Length) && target[i] == 0 && !Allowzero;
            if (isKept) target[i] = x.Dims[i];
            else if (i < x.Rank) left = SaturatingMath.Multiply(left, x.Dims[i]);
            if (isKept || i >= target.Length) continue;
            if (target[i] != -1) known = SaturatingMath.Multiply(known, target[i]);
            else if (free >= 0) throw ctx.Error("the target shape has -1 twice").AsRunError();
            else free = i;
        }
        if (free >= 0) target[free] = known == 0 ? 0 : left / known;
        if (target.Aggregate(1L, (a, b) => a * b) != x.Count)
        {
            throw ctx.Error($"{x.Count} elements do not fill the target shape [{string.Join(',', target)}]")
                .Try("check the shape input; exporters sometimes fix a batch size there").AsRunError();
        }
        ctx.SetOutput(0, x.Reshape(target));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;

    /// <inheritdoc/>
    public override int? ViewOf(int output) => 0;

    private Shape Resolve(InferContext ctx, Shape? x, IReadOnlyList<Dim> target)
    {
        var dims = new Dim[target.Count];
        int free = -1;
        Dim known = 1, left = 1;
        for (int i = 0; i < Math.Max(x?.Rank ?? 0, dims.Length); i++)
        {
            bool isKept = i < dims.Length && target[i] == 0 && !Allowzero;
            if (i < dims.Length) dims[i] = isKept ? (x is not null && i < x.Rank ? x[i] : ctx.NewDim()) : Size(ctx, target[i]);
            // A size that the target names as the input's own at the same place is kept as well.
            isKept |= x is not null && i < Math.Min(x.Rank, dims.Length) && !x[i].IsConstant && x[i] == dims[i];
            if (isKept) continue;
            if (x is not null && i < x.Rank) left *= x[i];
            if (i >= dims.Length) continue;
            if (dims[i] == -1) free = free < 0 ? i : throw ctx.Error("the target shape has -1 twice").AsShapeError();
            else known *= dims[i];
        }
        if (free >= 0)
        {
            bool exact = x is not null && !(known.IsConstant && known.Value == 0);
            dims[free] = exact ? Dim.Quotient(left, known) : x is not null ? 0 : ctx.NewDim();
        }
        else if (x is { IsStatic: true } && Shape.Of(dims) is { IsStatic: true } sizes && x.Count != sizes.Count)
        {
            throw ctx.Error($"{x.Count} elements do not fill the target shape [{string.Join(',', dims)}]")
                .Try("check the shape input; exporters sometimes fix a batch size there").AsShapeError();
        }
        return Shape.Of(dims);
    }

    // Where a run may find -1, the size is not what the target says.
    private static Dim Size(InferContext ctx, Dim wanted) => wanted.IsConstant || wanted.IsAtLeast(0) ? wanted : ctx.NewDim();
}
