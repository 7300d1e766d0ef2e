using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>An activation of <c>x + bias</c>; the bias belongs to the last axis and may be absent.</summary>
public abstract record BiasActivationOperator : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.DType != DType.Undefined && !NumericTypes.IsRealFloat(x.DType))
            throw ctx.Error($"the operand must be a float, but it is {x.DType.Name()}").AsShapeError();
        if (ctx.Has(1)) ctx.Broadcast(0, 1);
        ctx.Output(0, x);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, bias) = (ctx.Input(0), ctx.OptionalInput(1));
        var y = ctx.Output(0, x.DType, x.Dims);
        if (bias is not null)
        {
            if (bias.DType != x.DType || Strides.BroadcastDims(x.Dims, bias.Dims) is not { } dims || !x.Dims.SequenceEqual(dims))
                throw ctx.Error($"a bias of {x.Type} must broadcast to it, but it is {bias.Type}").AsRunError();
            BinaryLoop.Arithmetic<Sum>(x, bias, y, ctx.Threads);
        }
        UnaryLoop.Run(bias is null ? x : y, y, Of, Of, ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(25);

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => input == 0;

    /// <summary>The activation itself.</summary>
    protected abstract double Of(double x);

    /// <summary>The activation over a row of binary32. The rows may be the same memory.</summary>
    protected abstract void Of(ReadOnlySpan<float> x, Span<float> y);

    private readonly struct Sum : IBinaryMath<Sum>
    {
        public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a + b;
    }
}
