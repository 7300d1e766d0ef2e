using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>The same elements in another type; see <see cref="ElementCast"/>. <c>saturate</c> and <c>round_mode</c> say how
/// 8-bit floats are rounded.</summary>
[OnnxOperator("Cast", Since = 6)]
public sealed record CastOp(DType To, bool Saturate = true, string RoundMode = "up") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => Infer(ctx, To);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) => Evaluate(ctx, To, Saturate, RoundMode);

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(1);

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => input == 0;

    internal static void Infer(InferContext ctx, DType to)
    {
        var x = ctx.Input(0);
        if (to.IsComplex() || x.DType.IsComplex())
            throw ctx.Error($"there is no cast from {x.DType.Name()} to {to.Name()}").AsShapeError();
        ctx.Output(0, to, x.Shape);
        // Sizes go through floats and back where exporters compute scales; only what stays a whole number is followed.
        SymbolicContents.Unary(ctx, d => to != DType.Bool ? d
            : SymbolicContents.Truth(SymbolicContents.Compare(d, 0) is { } sign ? sign != 0 : null));
    }

    internal static void Evaluate(EvalContext ctx, DType to, bool saturate, string roundMode)
    {
        var x = ctx.Input(0);
        var power = roundMode switch
        {
            "up" => PowerRounding.Up,
            "down" => PowerRounding.Down,
            "nearest" => PowerRounding.Nearest,
            _ => throw ctx.Error($"round_mode must be up, down or nearest, but it is '{roundMode}'").AsRunError(),
        };
        ElementCast.Run(x, ctx.Output(0, to, x.Dims), new FloatRounding(saturate, power), ctx.Threads);
    }
}
