using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>A yes-or-no question about each element of a float tensor.</summary>
public abstract record PredicateOperator : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (!ctx.InputDType(0).IsFloat() && ctx.InputDType(0) != DType.Undefined)
            throw ctx.Error($"the operand must be a float, but it is {ctx.InputDType(0).Name()}").AsShapeError();
        ctx.Output(0, DType.Bool, ctx.InputShape(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var y = ctx.Output(0, DType.Bool, x.Dims);
        var values = x.DType == DType.F32 ? null : x.ToDoubles();
        ParallelRange.For(ctx.Threads, x.Count, 1 << 15, (from, to) =>
        {
            var dst = y.Span<bool>();
            if (values is not null)
            {
                for (int i = from; i < to; i++) dst[i] = Of(values[i]);
                return;
            }
            ReadOnlySpan<float> src = x.Span<float>();
            for (int i = from; i < to; i++) dst[i] = Of(src[i]);
        });
    }

    /// <summary>The question itself.</summary>
    protected abstract bool Of(double x);
}
