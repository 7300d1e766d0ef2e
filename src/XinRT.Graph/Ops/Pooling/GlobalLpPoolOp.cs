using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>p-norm of every plane.</summary>
[OnnxOperator("GlobalLpPool", Since = 2)]
public sealed record GlobalLpPoolOp(long P = 2) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ctx.Output(0, ctx.InputDType(0), GlobalPooling.OutputShape(ctx.InputShape(0)));

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var y = ctx.Output(0, x.DType, GlobalPooling.OutputDims(x.Dims));
        GlobalPooling.Run(x, y, p => (float)Norm(p), Norm, ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(2 * ctx.InputCount(0), ctx.Bytes);

    private double Norm<T>(ReadOnlySpan<T> plane) where T : System.Numerics.INumberBase<T>
    {
        double sum = 0;
        foreach (var x in plane) sum += PNorm.Power(double.CreateTruncating(x), P);
        return PNorm.Root(sum, P);
    }
}
