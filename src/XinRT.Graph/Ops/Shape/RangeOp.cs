using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>start, start + delta, …</c> as long as it is before <c>limit</c>. Without <c>delta</c> the step is 1.</summary>
[OnnxOperator("Range", Since = 11)]
[OnnxOperator("Range", Domain = "com.microsoft")]
public sealed record RangeOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var dtype = ctx.InputDType(0);
        if (ctx.Constant(0) is { } start && ctx.Constant(1) is { } limit && (!ctx.Has(2) || ctx.Constant(2) is not null))
        {
            double steps = Count(start, limit, ctx.Constant(2), ctx.Error, run: false);
            ctx.Output(0, dtype, [(Dim)(long)steps]);
        }
        else ctx.Output(0, dtype, [SymbolicCount(ctx) ?? ctx.NewDim()]);
        SetContents(ctx);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (start, limit, delta) = (ctx.Input(0), ctx.Input(1), ctx.OptionalInput(2));
        long count = (long)Count(start, limit, delta, ctx.Error, run: true);
        var y = ctx.Output(0, start.DType, count);
        if (start.DType.IsInteger())
        {
            long first = start.ToInt64s()[0], step = delta?.ToInt64s()[0] ?? 1;
            var values = new long[count];
            for (int i = 0; i < values.Length; i++) values[i] = unchecked(first + i * step);
            WrappingIntegers.Write(values, y);
        }
        else
        {
            double first = start.ToDoubles()[0], step = delta?.ToDoubles()[0] ?? 1;
            var values = new double[count];
            for (int i = 0; i < values.Length; i++) values[i] = first + i * step;
            ElementConverter.Write(values, y);
        }
    }

    // The exact count; more than fits a tensor is an error here, before anybody asks for the memory.
    private static double Count(Tensor start, Tensor limit, Tensor? delta, Func<string, OpError> error, bool run)
    {
        double count;
        if (start.DType.IsInteger())
        {
            Int128 from = start.ToInt64s()[0], to = limit.ToInt64s()[0], step = delta?.ToInt64s()[0] ?? 1;
            if (step == 0) count = double.NaN;
            else count = (double)(step > 0 ? (to - from + step - 1) / step : (from - to - step - 1) / -step);
        }
        else count = Math.Ceiling((limit.ToDoubles()[0] - start.ToDoubles()[0]) / (delta?.ToDoubles()[0] ?? 1));
        if (count <= int.MaxValue) return Math.Max(0, count);
        var problem = error(double.IsNaN(count) ? "delta must be a number other than 0" : $"at most {int.MaxValue} steps are possible, but the range has {count}");
        throw run ? problem.AsRunError() : problem.AsShapeError();
    }

    private static Dim? SymbolicCount(InferContext ctx)
    {
        if (!ctx.InputDType(0).IsInteger() || ctx.Data(0) is not [var start] || ctx.Data(1) is not [var limit]) return null;
        long step = 1;
        if (ctx.Has(2))
        {
            if (ctx.ConstantInts(2) is not [var known]) return null;
            step = known;
        }
        if (step == 0 || Math.Abs((double)step) > int.MaxValue) return null;
        return Dim.Max(0, step > 0 ? Dim.CeilDiv(limit - start, step) : Dim.CeilDiv(start - limit, -step));
    }

    private static void SetContents(InferContext ctx)
    {
        if (!ctx.InputDType(0).IsInteger() || ctx.Data(0) is not [var start]) return;
        if (ctx.Node.Outputs[0]?.TensorType.Shape?[0] is not { IsConstant: true, Value: <= InferContext.MaxData } count) return;
        Dim step = 1;
        if (ctx.Has(2))
        {
            if (ctx.Data(2) is not [var delta]) return;
            step = delta;
        }
        ctx.OutputData(0, [.. Enumerable.Range(0, (int)count.Value).Select(i => start + step * i)]);
    }
}
