using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>The distinct elements of a vector in the order of their first appearance, the group of every element, and the
/// group sizes.</summary>
[OnnxOperator("Unique", Domain = "com.microsoft")]
public sealed record MicrosoftUniqueOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Shape is { Rank: not 1 } s) throw ctx.Error($"the input must have 1 axis, but it has {s.Rank}").AsShapeError();
        Dim groups = ctx.NewDim();
        ctx.Output(0, x.DType, [groups]);
        ctx.Output(1, DType.I64, x.Shape ?? ctx.NewShape(1));
        ctx.Output(2, DType.I64, [groups]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var distinct = DistinctItems.Find(x, new AxisSplit(1, x.Count, 1), sorted: false);
        var y = ctx.Output(0, x.DType, distinct.First.Length);
        BlockMove.Gather(x, Array.ConvertAll(distinct.First, i => (long)i), 1, y);
        UniqueOp.Put(ctx, 1, distinct.GroupOf);
        UniqueOp.Put(ctx, 2, distinct.Counts);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(ctx.InputCount(0) * Math.Log2(2 + ctx.InputCount(0)), ctx.Bytes);
}
