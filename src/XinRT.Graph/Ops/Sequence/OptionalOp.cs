using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Wraps a value as an optional; without input the optional is empty and <c>type</c> names what it could hold.</summary>
[OnnxOperator("Optional", Since = 15)]
public sealed record OptionalOp(IrType? Type = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (ctx.Has(0)) ctx.Output(0, new OptionalType(ctx.AnyInput(0)));
        else ctx.Output(0, new OptionalType(Type ?? throw ctx.Error("either an input or the attribute 'type' is needed, but neither is there").AsShapeError()));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var value = ctx.Has(0) ? ctx.AnyInput(0) : null;
        ctx.SetOutput(0, new OptionalDatum(value is null ? Type! : Sequences.Loose(value.Type), value));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => default;
}
