using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Mean of every plane.</summary>
[OnnxOperator("GlobalAveragePool")]
public sealed record GlobalAveragePoolOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ctx.Output(0, ctx.InputDType(0), GlobalPooling.OutputShape(ctx.InputShape(0)));

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var y = ctx.Output(0, x.DType, GlobalPooling.OutputDims(x.Dims));
        GlobalPooling.Run(x, y, static p => TensorPrimitives.Sum(p) / p.Length, static p => TensorPrimitives.Sum(p) / p.Length,
            ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(ctx.InputCount(0), ctx.Bytes);
}
