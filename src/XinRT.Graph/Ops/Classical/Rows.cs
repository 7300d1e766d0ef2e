using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Features as rows: classical models take <c>[N,C]</c>, or <c>[C]</c> as one row.</summary>
internal static class Rows
{
    /// <summary>Fails unless the input is a table of numbers that classical models take.</summary>
    public static void Check(InferContext ctx, string postTransform = "NONE")
    {
        ctx.Require(0, DType.F32, DType.F64, DType.I64, DType.I32);
        if (ctx.InputShape(0) is { Rank: not (1 or 2) } shape) throw ctx.Error($"the input must be [N,C] or [C], but it is [{shape}]").AsShapeError();
        if (!ScoreTransform.Names.Contains(postTransform))
            throw ctx.Error($"post_transform must be {string.Join(", ", ScoreTransform.Names)}, but it is {postTransform}").AsShapeError();
    }

    /// <summary>Number of rows while types are inferred.</summary>
    public static Dim Count(InferContext ctx) => ctx.InputShape(0) is not { } shape ? ctx.NewDim() : shape.Rank == 1 ? 1 : shape[0];

    /// <summary>Number of rows and columns at run time.</summary>
    public static (int Rows, int Columns) Size(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Rank is not (1 or 2)) throw ctx.Error($"the input must be [N,C] or [C], but it is {x.Type}").AsRunError();
        return (x.Rank == 1 ? 1 : (int)x.Dims[0], (int)x.Dims[^1]);
    }

    /// <summary>Fails unless the rows have as many columns as the model was trained with.</summary>
    public static void CheckColumns(EvalContext ctx, int wanted, int found)
    {
        if (wanted != found) throw ctx.Error($"the model has coefficients for {wanted} features, but a row has {found}").AsRunError();
    }
}
