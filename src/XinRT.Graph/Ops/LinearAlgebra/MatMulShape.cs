using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Shape inference of NumPy's <c>matmul</c>: the last two axes multiply, the others broadcast; an operand of rank 1
/// is a row on the left and a column on the right, and its added axis vanishes again.</summary>
internal static class MatMulShape
{
    /// <summary>Shape of the product of two inputs, or null if a rank is not known.</summary>
    public static Shape? Infer(InferContext ctx, int a, int b)
    {
        if (ctx.InputShape(a) is not { } x || ctx.InputShape(b) is not { } y) return null;
        if (x.Rank == 0 || y.Rank == 0) throw ctx.Error($"both operands need at least one axis, but their ranks are {x.Rank} and {y.Rank}").AsShapeError();
        Dim inner = y[y.Rank > 1 ? -2 : -1];
        if (x[-1].IsConstant && inner.IsConstant && x[-1] != inner)
            throw ctx.Error($"the left operand has {x[-1]} columns, but the right one {inner} rows").Try("transpose one of them").AsShapeError();
        Shape outerX = Outer(x), outerY = Outer(y);
        var batch = Shape.Broadcast(outerX, outerY)
            ?? throw ctx.Error($"the outer axes [{outerX}] and [{outerY}] do not broadcast").AsShapeError();
        return Shape.Of([.. batch.Dims, .. x.Rank > 1 ? x.Dims[^2..^1] : [], .. y.Rank > 1 ? y.Dims[^1..] : []]);
    }

    /// <summary>Sizes of the product of two tensors; a run error if they do not fit.</summary>
    public static long[] Resolve(EvalContext ctx, Tensor a, Tensor b) => MatMulPlan.OutputDims(a.Dims, b.Dims)
        ?? throw ctx.Error("the columns of the left operand must be the rows of the right one, and outer axes must broadcast").AsRunError();

    /// <summary>Two operations per multiply-add.</summary>
    public static Cost Cost(CostContext ctx, int a)
    {
        var dims = ctx.Input(a);
        return new(2 * ctx.OutputCount(0) * (dims.Length > 0 ? dims[^1] : 1), ctx.Bytes);
    }

    private static Shape Outer(Shape shape) => Shape.Of(shape.Dims[..Math.Max(0, shape.Rank - 2)]);
}
