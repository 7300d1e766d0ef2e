using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Depthwise convolution along the last axis that sees only the present and the past: <c>y = act(Conv(past ++ x))</c>.
/// The second output is the past of the next call, the last k − 1 elements.</summary>
[OnnxOperator("CausalConvWithState", Since = 27)]
public sealed record CausalConvWithStateOp(string Activation = "none") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.F32, DType.F16, DType.BF16, DType.F64);
        if (Activation is not ("none" or "silu" or "swish"))
            throw ctx.Error($"'activation' must be none, silu or swish, but it is '{Activation}'").AsShapeError();
        for (int i = 1; i < 4; i++)
            if (ctx.Has(i)) ctx.Require(i, ctx.InputDType(0));
        Shape? x = ctx.InputShape(0), w = ctx.InputShape(1);
        if (x is { Rank: not 3 } || w is { Rank: not 3 })
            throw ctx.Error($"X and W must have 3 axes, but they have {x?.Rank} and {w?.Rank}").AsShapeError();
        ctx.Output(0, ctx.InputDType(0), x);
        Dim kept = w is null ? ctx.NewDim() : w[2] - 1;
        ctx.Output(1, ctx.InputDType(0), x is null ? [ctx.NewDim(), ctx.NewDim(), kept] : [x[0], x[1], kept]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor x = ctx.Input(0), w = ctx.Input(1);
        Tensor? bias = ctx.OptionalInput(2), past = ctx.OptionalInput(3);
        if (x.Rank != 3 || w.Rank != 3 || w.Dims[0] != x.Dims[1] || w.Dims[1] != 1 || w.Dims[2] < 1)
            throw ctx.Error("X must be [n,c,length] and W [c,1,k]").AsRunError();
        long n = x.Dims[0], c = x.Dims[1], length = x.Dims[2], kept = w.Dims[2] - 1;
        if (past is not null && !past.Dims.SequenceEqual([n, c, kept]))
            throw ctx.Error($"the state must be [{n},{c},{kept}]").AsRunError();
        if (bias is not null && bias.Count != c) throw ctx.Error($"the bias must have {c} values, but it has {bias.Count}").AsRunError();

        var sequence = Tensor.Zeros(x.DType, n, c, kept + length);
        long[] strides = Strides.Of(sequence.Dims);
        if (past is not null) StridedCopy.Run(past, 0, Strides.Of(past.Dims), sequence, 0, strides, past.Dims);
        StridedCopy.Run(x, 0, Strides.Of(x.Dims), sequence, kept, strides, x.Dims);
        if (ctx.Wants(1))
        {
            var present = ctx.Output(1, x.DType, n, c, kept);
            StridedCopy.Run(sequence, length, strides, present, 0, Strides.Of(present.Dims), present.Dims);
        }
        if (!ctx.Wants(0)) return;
        var y = ctx.Output(0, x.DType, x.Dims);
        var problem = new ConvProblem((int)n, (int)c, 1, 1, [new(kept + length, length, kept + 1)]);
        Convolution.Run(ctx.Threads, problem, sequence, w, bias, y);
        if (Activation != "none") ApplySilu(y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ConvGeometry.Cost(ctx, 1);

    private static void ApplySilu(Tensor y)
    {
        double[] values = y.ToDoubles(), gates = new double[values.Length];
        TensorPrimitives.Sigmoid<double>(values, gates);
        // A very negative input times a gate of 0 is -0, as it should be; only -inf would be NaN.
        for (int i = 0; i < values.Length; i++) gates[i] *= values[i];
        ElementConverter.Write(gates, y);
    }
}
