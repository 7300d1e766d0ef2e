using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Copies in inference. In training each element is dropped with probability <c>ratio</c> and the others are divided by
/// <c>1 - ratio</c>; the mask says which were kept. Inputs: operand, ratio (0.5), training mode (false).</summary>
[OnnxOperator("Dropout", Since = 12)]
public sealed record DropoutOp(long? Seed = null) : Operator
{
    /// <inheritdoc/>
    public override bool IsDeterministic => Seed is not null;

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        ctx.Output(0, x);
        ctx.Output(1, DType.Bool, x.Shape);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        double ratio = ctx.OptionalInput(1) is { Count: > 0 } r ? r.ToDoubles()[0] : 0.5;
        if (!(ratio is >= 0 and < 1)) throw ctx.Error($"the ratio must be from 0 up to but not 1, but it is {ratio}").AsRunError();
        bool training = ctx.OptionalInput(2) is { Count: > 0 } t && t.Span<bool>()[0];
        var y = ctx.Output(0, x.DType, x.Dims);
        var mask = ctx.Wants(1) ? ctx.Output(1, DType.Bool, x.Dims) : null;
        if (!training || ratio == 0)
        {
            y.CopyFrom(x);
            mask?.Span<bool>().Fill(true);
            return;
        }
        var random = new MersenneTwister((uint)(Seed ?? ctx.Seed));
        double[] values = x.ToDoubles();
        double scale = 1 / (1 - ratio);
        for (int i = 0; i < values.Length; i++)
        {
            bool keep = random.NextDouble() >= ratio;
            values[i] = keep ? values[i] * scale : 0;
            if (mask is not null) mask.Span<bool>()[i] = keep;
        }
        ElementConverter.Write(values, y);
    }

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => input == 0;
}
