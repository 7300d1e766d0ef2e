using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>A tensor of the given sizes filled with one value, by default the float zero.</summary>
[OnnxOperator("ConstantOfShape", Since = 9)]
public sealed record ConstantOfShapeOp(Tensor? Value = null) : Operator
{
    private DType Type => Value?.DType ?? DType.F32;

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (Value is { Count: not 1 }) throw ctx.Error($"'value' must have one element, but it has {Value.Count}").AsShapeError();
        if (ctx.Data(0) is not { } dims)
        {
            ctx.Output(0, Type, ctx.InputShape(0) is { Rank: 1 } s && s[0] is { IsConstant: true, Value: >= 0 and < 64 } rank
                ? ctx.NewShape((int)rank.Value) : null);
            return;
        }
        foreach (var d in dims)
            if (d is { IsConstant: true, Value: < 0 }) throw ctx.Error($"a size must be 0 or more, but it is {d}").AsShapeError();
        var shape = Shape.Of([.. dims]);
        ctx.Output(0, Type, shape);
        if ((Type.IsInteger() || Type == DType.Bool) && shape.IsStatic && shape.Count.Value <= InferContext.MaxData)
            ctx.OutputData(0, [.. Enumerable.Repeat((Dim)Value!.ToInt64s()[0], (int)shape.Count.Value)]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx) =>
        BlockMove.Fill(ctx.Output(0, Type, ctx.Input(0).ToInt64s()), Value ?? Tensor.Scalar(0f));

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Movement();
}
