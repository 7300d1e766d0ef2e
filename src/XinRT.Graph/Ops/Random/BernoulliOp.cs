using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>1 with the probability that the operand gives, else 0.</summary>
[OnnxOperator("Bernoulli", Since = 15)]
public sealed record BernoulliOp(DType? Dtype = null, float? Seed = null) : Operator
{
    /// <inheritdoc/>
    public override bool IsDeterministic => Seed is not null;

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        if (x.DType != DType.Undefined && !NumericTypes.IsRealFloat(x.DType))
            throw ctx.Error($"probabilities must be floats, but they are {x.DType.Name()}").AsShapeError();
        ctx.Output(0, Dtype ?? x.DType, x.Shape);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var random = new MersenneTwister(Seed is { } seed ? (uint)(long)seed : (uint)ctx.Seed);
        double[] values = x.ToDoubles();
        for (int i = 0; i < values.Length; i++) values[i] = random.NextDouble() < values[i] ? 1 : 0;
        ElementConverter.Write(values, ctx.Output(0, Dtype ?? x.DType, x.Dims));
    }
}
