using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>The same elements under other sizes. In the target, -1 takes what is left and 0 keeps the input's size unless
/// <c>allowzero</c> is set.</summary>
/// <remarks><para>What is left is divided without the kept sizes, so that an empty tensor has the shape that others have:
/// <c>[0,3,4]</c> to <c>[0,-1]</c> is <c>[0,12]</c>. ONNX Runtime refuses this.</para>
/// <para>A model that computes its target may find a 0 there when an input is empty, and the 0 keeps the input's size then as well.
/// What inference says of such a target holds wherever ONNX gives the run a meaning, unless sizes of two symbols are 0 at
/// once.</para></remarks>
[OnnxOperator("Reshape", Since = 5)]
public sealed record ReshapeOp(bool Allowzero = false) : Operator, IReshapeOp
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
        if (target.Count(t => t == -1) > 1) throw Twice(ctx.Error).AsShapeError();
        ctx.Output(0, x.DType, Shapes(ctx, x.Shape, target));
        if (ctx.Contents(0) is { } data) ctx.OutputData(0, data);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        long[] target = ctx.Input(1).ToInt64s();
        if (target.Count(t => t == -1) > 1) throw Twice(ctx.Error).AsRunError();
        ctx.SetOutput(0, x.Reshape(Fitting(x.Dims, target) ?? throw Unfit(ctx.Error, x.Count, string.Join(',', target)).AsRunError()));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;

    private Shape Shapes(InferContext ctx, Shape? x, IReadOnlyList<Dim> target)
    {
        if (x?.TryGetStatic(out long[]? from) == true && Shape.Of([.. target]).TryGetStatic(out long[]? to))
        {
            if (Fitting(from, to) is { } fitting) return Shape.Of(fitting);
            // A branch that never runs may hold one that cannot be divided.
            if (!to.Contains(-1)) throw Unfit(ctx.Error, from.Aggregate(1L, SaturatingMath.Multiply), string.Join(',', to)).AsShapeError();
        }
        return Symbolic(ctx, x, target);
    }

    // Sizes that hold all elements, or null.
    private long[]? Fitting(ReadOnlySpan<long> from, long[] target)
    {
        long[] dims = [.. target];
        int free = -1;
        long known = 1, left = 1, count = 1;
        for (int i = 0; i < Math.Max(from.Length, dims.Length); i++)
        {
            bool isKept = i < Math.Min(from.Length, dims.Length) && (dims[i] == from[i] || (dims[i] == 0 && !Allowzero));
            if (isKept) dims[i] = from[i];
            else if (i < from.Length) left = SaturatingMath.Multiply(left, from[i]);
            if (i < from.Length) count = SaturatingMath.Multiply(count, from[i]);
            if (isKept || i >= dims.Length) continue;
            if (dims[i] == -1) free = i;
            else known = SaturatingMath.Multiply(known, dims[i]);
        }
        if (free >= 0) dims[free] = known == 0 ? 0 : left / known;
        return Array.TrueForAll(dims, d => d >= 0) && dims.Aggregate(1L, SaturatingMath.Multiply) == count ? dims : null;
    }

    private Shape Symbolic(InferContext ctx, Shape? x, IReadOnlyList<Dim> target)
    {
        var dims = new Dim[target.Count];
        int free = -1;
        bool exact = x is not null;
        Dim known = 1, left = 1;
        for (int i = 0; i < Math.Max(x?.Rank ?? 0, dims.Length); i++)
        {
            bool isKept = i < dims.Length && target[i] == 0 && !Allowzero;
            if (i < dims.Length) dims[i] = isKept ? (x is not null && i < x.Rank ? x[i] : ctx.NewDim()) : target[i];
            // A size that the target names as the input's own at the same place is kept as well.
            isKept |= x is not null && i < Math.Min(x.Rank, dims.Length) && x[i] == dims[i];
            if (isKept) continue;
            if (x is not null && i < x.Rank) left *= x[i];
            if (i >= dims.Length) continue;
            if (dims[i] == -1)
            {
                free = i;
                continue;
            }
            // Where a run may find -1, or a 0 that keeps another size, the size is not what the target says.
            if (!dims[i].IsConstant && (!dims[i].IsAtLeast(0) || MayKeep(x, target, i))) (dims[i], exact) = (ctx.NewDim(), false);
            known *= dims[i];
        }
        if (free >= 0) dims[free] = !exact ? ctx.NewDim() : known == 0 ? 0 : Dim.Quotient(left, known);
        return Shape.Of(dims);
    }

    // Whether a 0 in the target may stand for a size that is not 0. The result is empty all the same, which takes a -1 or
    // another size that is 0: always, or with this one.
    private bool MayKeep(Shape? x, IReadOnlyList<Dim> target, int axis)
    {
        Dim wanted = target[axis];
        if (Allowzero || (x is not null && axis >= x.Rank) || wanted.IsAtLeast(1)) return false;
        if (x is not null && IsMultiple(x[axis], wanted)) return false;
        return target.Where((t, i) => i != axis && (t == -1 || IsEmptyToo(Size(t, i)))).Any();

        bool IsEmptyToo(Dim other) => other == 0 || other.Symbols.Intersect(wanted.Symbols).Any();

        Dim Size(Dim t, int i) => t == 0 && x is not null && i < x.Rank ? x[i] : t;
    }

    // Whether the kept size is 0 where the wanted one is: n for 12·n, and the other way round.
    private static bool IsMultiple(Dim kept, Dim wanted)
    {
        Dim up = Dim.Quotient(kept, wanted), down = Dim.Quotient(wanted, kept);
        return up * wanted == kept || (down.IsConstant && down * kept == wanted);
    }

    private static OpError Twice(Func<string, OpError> error) => error("the target shape has -1 twice");

    private static OpError Unfit(Func<string, OpError> error, long count, string target) =>
        error($"{count} elements do not fill the target shape [{target}]")
            .Try("check the shape input; exporters sometimes fix a batch size there");
}
