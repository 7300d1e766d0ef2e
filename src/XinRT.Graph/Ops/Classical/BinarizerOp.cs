using XinRT.Ir;
using XinRT.Reference;

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
        var y = ctx.Output(0, x.DType, x.Dims);
        double[] ones = x.DType.IsInteger()
            ? Array.ConvertAll(WholeArithmetic.Read(x), v => WholeArithmetic.IsAbove(v, Threshold) ? 1.0 : 0)
            : Array.ConvertAll(x.ToDoubles(), v => v > Threshold ? 1.0 : 0);
        ElementConverter.Write(ones, y);
    }

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => input == 0;
}
