using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Each string of the first input followed by the one of the second, with broadcasting.</summary>
[OnnxOperator("StringConcat", Since = 20)]
public sealed record StringConcatOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.String);
        ctx.Require(1, DType.String);
        ctx.Output(0, DType.String, ctx.Broadcast(0, 1));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (a, b) = (ctx.Input(0), ctx.Input(1));
        long[] dims = Strides.BroadcastDims(a.Dims, b.Dims)
            ?? throw ctx.Error($"the shapes [{a.Type.Shape}] and [{b.Type.Shape}] do not broadcast").AsRunError();
        var left = Tensor.Zeros(DType.String, dims);
        var right = Tensor.Zeros(DType.String, dims);
        StridedCopy.Run(a, 0, Strides.Broadcast(a.Dims, dims), left, 0, Strides.Of(dims), dims);
        StridedCopy.Run(b, 0, Strides.Broadcast(b.Dims, dims), right, 0, Strides.Of(dims), dims);
        var y = ctx.Output(0, DType.String, dims).Strings;
        for (int i = 0; i < y.Length; i++) y[i] = left.Strings[i] + right.Strings[i];
    }
}
