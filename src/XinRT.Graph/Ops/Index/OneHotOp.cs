using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Adds an axis of size <c>depth</c> that is "on" at the place the index says and "off" elsewhere. An index outside
/// the depth gives only "off".</summary>
[OnnxOperator("OneHot", Since = 9)]
public sealed record OneHotOp(long Axis = -1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var dtype = ctx.InputDType(2);
        if (ctx.InputShape(0) is not { } indices)
        {
            ctx.Output(0, dtype, null);
            return;
        }
        int axis = ctx.Axis(Axis, indices.Rank + 1);
        Dim depth = ctx.Data(1) is [var known] ? known
            : ctx.Constant(1) is { Count: 1 } t ? (Dim)t.ToInt64s()[0] : ctx.NewDim();
        if (depth is { IsConstant: true, Value: < 0 }) throw ctx.Error($"the depth must be 0 or more, but it is {depth}").AsShapeError();
        ctx.Output(0, dtype, Shape.Of([.. indices.Dims[..axis], depth, .. indices.Dims[axis..]]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (indices, values) = (ctx.Input(0), ctx.Input(2));
        if (values.Count != 2) throw ctx.Error($"the values must be off and on, but there are {values.Count}").AsRunError();
        long[] given = ctx.Input(1).ToInt64s();
        if (given is not [>= 0 and var depth]) throw ctx.Error($"the depth must be one number of 0 or more, but it is [{string.Join(',', given)}]").AsRunError();
        int axis = ctx.Axis(Axis, indices.Rank + 1);
        var y = ctx.Output(0, values.DType, [.. indices.Dims[..axis], depth, .. indices.Dims[axis..]]);
        StridedCopy.Run(values, 0, [0], y, 0, [1], [y.Count]);

        var split = AxisSplit.Of(y.Dims, axis);
        long[] index = indices.ToInt64s();
        var on = new List<long>(index.Length);
        for (int i = 0; i < index.Length; i++)
        {
            if (index[i] < -depth || index[i] >= depth) continue;
            on.Add(split.At(i / split.Inner, index[i] < 0 ? index[i] + depth : index[i], i % split.Inner));
        }
        var ones = Tensor.Zeros(values.DType, on.Count);
        StridedCopy.Run(values, 1, [0], ones, 0, [1], [on.Count]);
        BlockMove.Scatter(ones, [.. on], 1, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();
}
