using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Largest element of every plane.</summary>
[OnnxOperator("GlobalMaxPool")]
public sealed record GlobalMaxPoolOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => ctx.Output(0, ctx.InputDType(0), GlobalPooling.OutputShape(ctx.InputShape(0)));

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var y = ctx.Output(0, x.DType, GlobalPooling.OutputDims(x.Dims));
        GlobalPooling.Run(x, y, static p => p.IsEmpty ? float.NegativeInfinity : TensorPrimitives.Max(p),
            static p => p.IsEmpty ? double.NegativeInfinity : TensorPrimitives.Max(p),
            ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(ctx.InputCount(0), ctx.Bytes);
}
