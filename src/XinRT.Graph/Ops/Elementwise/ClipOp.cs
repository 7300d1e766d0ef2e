using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = min(max(x, low), high)</c>; the bounds are optional scalars. Where they contradict, the upper one wins.</summary>
[OnnxOperator("Clip", Since = 11)]
public sealed record ClipOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.DType != DType.Undefined && !NumericTypes.IsArithmetic(x.DType))
            throw ctx.Error($"there is no Clip of {x.DType.Name()}").AsShapeError();
        ctx.Output(0, x);
        var (low, high) = (Bound(ctx, 1), Bound(ctx, 2));
        if (low is { Known: false } || high is { Known: false }) return;
        SymbolicContents.Unary(ctx, d =>
        {
            if (low is { } l) d = Dim.Max(d, l.Value);
            return high is { } h ? Dim.Min(d, h.Value) : d;
        });
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var (low, high) = (ctx.OptionalInput(1), ctx.OptionalInput(2));
        foreach (var bound in (ReadOnlySpan<Tensor?>)[low, high])
            if (bound is not null && (bound.DType != x.DType || bound.Count != 1))
                throw ctx.Error($"a bound must be one {x.DType.Name()}, but it is {bound.Type}").AsRunError();
        var y = ctx.Output(0, x.DType, x.Dims);
        if (x.DType != DType.BF16)
        {
            NumericTypes.Dispatch(x.DType, new ClipAction(x, low, high, y, ctx.Threads));
            return;
        }
        float from = low?.ToSingles()[0] ?? float.NegativeInfinity, to = high?.ToSingles()[0] ?? float.PositiveInfinity;
        UnaryLoop.Run(x, y, (src, dst) => Clip(src, from, to, dst), v => v, ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(2);

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => input == 0;

    // An absent bound is null; one that is present but not a known whole number is not Known.
    private static (bool Known, Dim Value)? Bound(InferContext ctx, int input) =>
        !ctx.Has(input) ? null : ctx.Data(input) is [var value] ? (true, value) : (false, 0);

    private static void Clip<T>(ReadOnlySpan<T> x, T low, T high, Span<T> y) where T : INumber<T>
    {
        TensorPrimitives.Max(x, low, y);
        TensorPrimitives.Min(y, high, y);
    }

    private readonly struct ClipAction(Tensor x, Tensor? low, Tensor? high, Tensor y, Workers threads) : INumericAction
    {
        public void Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var (from, to) = (x, y);
            // The ends of a float's range are infinite here, not the largest finite values.
            bool real = x.DType.IsFloat();
            T least = low is not null ? low.Span<T>()[0] : real ? T.CreateSaturating(double.NegativeInfinity) : T.MinValue;
            T most = high is not null ? high.Span<T>()[0] : real ? T.CreateSaturating(double.PositiveInfinity) : T.MaxValue;
            ParallelRange.For(threads, y.Count, 1 << 15, (begin, end) => Clip(from.Span<T>()[begin..end], least, most, to.Span<T>()[begin..end]));
        }
    }
}
