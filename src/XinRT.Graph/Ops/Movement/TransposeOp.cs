using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>The axes in another order: axis <c>i</c> of the result is axis <c>perm[i]</c>. Without <c>perm</c> the order is
/// reversed.</summary>
[OnnxOperator("Transpose")]
public sealed record TransposeOp(ValueArray<long>? Perm = null) : Operator, IInvertibleViewOp, IInvertibleOp
{
    /// <inheritdoc/>
    public SourceStep? Inverse(Node node) => node.Inputs[0]!.TensorType.Shape is { } x && Order(x.Rank) is { } perm
        ? new(new TransposeOp(new ValueArray<long>([.. Enumerable.Range(0, perm.Length).Select(axis => (long)Array.IndexOf(perm, axis))])), [null])
        : null;

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Shape is not { } shape)
        {
            ctx.Output(0, x.DType, Perm is { } p ? ctx.NewShape(p.Count) : null);
            return;
        }
        int[] perm = Order(shape.Rank) ?? throw Wrong(ctx.Error, shape.Rank).AsShapeError();
        ctx.Output(0, x.DType, Shape.Of([.. perm.Select(axis => shape[axis])]));
        MovedContents.Propagate(ctx, 0);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        int[] perm = Order(x.Rank) ?? throw Wrong(ctx.Error, x.Rank).AsRunError();
        Permutation.Run(x, x.Dims, perm, ctx.Output(0, x.DType, [.. perm.Select(axis => x.Dims[axis])]));
    }

    /// <inheritdoc/>
    public StridedView? View(Node node, int output, TensorLayout source) =>
        Order(source.Rank) is { } perm ? new(0, source.Permute(perm)) : null;

    /// <inheritdoc/>
    public TensorLayout? Source(Node node, TensorLayout view) => Order(view.Rank) is { } perm
        ? view.Permute(Arrays.Make(perm.Length, axis => Array.IndexOf(perm, axis))) : null;

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    /// <summary>The order for an input of some rank, or null if <see cref="Perm"/> does not list every axis once.</summary>
    public int[]? Order(int rank)
    {
        if (Perm is not { } perm) return [.. Enumerable.Range(0, rank).Reverse()];
        bool isPermutation = perm.Count == rank && perm.Distinct().Count() == rank && perm.All(p => p >= 0 && p < rank);
        return isPermutation ? [.. perm.Select(p => (int)p)] : null;
    }

    private OpError Wrong(Func<string, OpError> error, int rank) =>
        error($"'perm' must list each of the {rank} axes once, but it is {Perm}");
}
