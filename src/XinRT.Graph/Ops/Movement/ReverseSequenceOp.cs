using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Reverses the first <c>sequence_lens[b]</c> steps of each batch entry <c>b</c>; later steps stay.</summary>
[OnnxOperator("ReverseSequence", Since = 10)]
public sealed record ReverseSequenceOp(long BatchAxis = 1, long TimeAxis = 0) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (Problem(x.Shape?.Rank ?? 2, ctx.Error) is { } problem) throw problem.AsShapeError();
        ctx.Output(0, x);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (Problem(x.Rank, ctx.Error) is { } problem) throw problem.AsRunError();
        long[] lengths = ctx.Input(1).ToInt64s();
        bool timeFirst = TimeAxis == 0;
        long batch = x.Dims[timeFirst ? 1 : 0], time = x.Dims[timeFirst ? 0 : 1], block = Strides.Count(x.Dims[2..]);
        if (lengths.Length != batch)
            throw ctx.Error($"{batch} batch entries need {batch} lengths, but there are {lengths.Length}").AsRunError();
        foreach (long n in lengths)
            if (n < 0 || n > time) throw ctx.Error($"a length must be from 0 to {time}, but it is {n}").AsRunError();

        var places = new long[batch * time];
        for (int i = 0; i < places.Length; i++)
        {
            long b = timeFirst ? i % batch : i / time, t = timeFirst ? i / batch : i % time;
            if (t < lengths[b]) t = lengths[b] - 1 - t;
            places[i] = (timeFirst ? t * batch + b : b * time + t) * block;
        }
        BlockMove.Gather(x, places, (int)block, ctx.Output(0, x.DType, x.Dims), ctx.Threads);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();

    private OpError? Problem(int rank, Func<string, OpError> error)
    {
        if (rank < 2) return error($"the input must have 2 or more axes, but it has {rank}");
        return (BatchAxis, TimeAxis) is (0, 1) or (1, 0) ? null
            : error($"'batch_axis' and 'time_axis' must be 0 and 1 or 1 and 0, but they are {BatchAxis} and {TimeAxis}");
    }
}
