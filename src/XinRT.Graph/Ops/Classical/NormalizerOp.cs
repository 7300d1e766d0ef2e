using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Divides each row by its maximum, its sum of magnitudes (L1) or its length (L2); a row with divisor 0 stays.</summary>
[OnnxOperator("Normalizer", Domain = "ai.onnx.ml")]
public sealed record NormalizerOp(string Norm = "MAX") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        Rows.Check(ctx);
        if (Norm is not ("MAX" or "L1" or "L2")) throw ctx.Error($"norm must be MAX, L1 or L2, but it is {Norm}").AsShapeError();
        ctx.Output(0, DType.F32, ctx.InputShape(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var (rows, columns) = Rows.Size(ctx);
        double[] values = x.ToDoubles();
        for (int r = 0; r < rows && columns > 0; r++)
        {
            var row = values.AsSpan(r * columns, columns);
            double divisor = Norm == "MAX" ? double.NegativeInfinity : 0;
            foreach (double v in row) divisor = Norm switch { "MAX" => Math.Max(divisor, v), "L1" => divisor + Math.Abs(v), _ => divisor + v * v };
            if (Norm == "L2") divisor = Math.Sqrt(divisor);
            if (divisor == 0) continue;
            foreach (ref double v in row) v /= divisor;
        }
        ElementConverter.Write(values, ctx.Output(0, DType.F32, x.Dims));
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(3);
}
