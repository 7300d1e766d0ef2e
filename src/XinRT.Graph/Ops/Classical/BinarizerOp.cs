using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y = x &gt; threshold ? 1 : 0</c>.</summary>
[OnnxOperator("Binarizer", Domain = "ai.onnx.ml")]
public sealed record BinarizerOp(float Threshold = 0) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.F32, DType.F64, DType.I64, DType.I32);
        ctx.Output(0, ctx.InputDType(0), ctx.InputShape(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        double[] values = x.ToDoubles();
        for (int i = 0; i < values.Length; i++) values[i] = values[i] > Threshold ? 1 : 0;
        ElementConverter.Write(values, ctx.Output(0, x.DType, x.Dims));
    }

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => input == 0;
}
