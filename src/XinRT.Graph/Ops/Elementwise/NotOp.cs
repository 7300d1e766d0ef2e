using XinRT.Ir;

namespace XinRT.Ops;

/// <summary><c>y</c> is whether <c>x</c> is false.</summary>
[OnnxOperator("Not")]
public sealed record NotOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.Bool, DType.Undefined);
        ctx.Output(0, DType.Bool, ctx.InputShape(0));
        SymbolicContents.Unary(ctx, d => 1 - d);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var (src, dst) = (x.Bytes, ctx.Output(0, DType.Bool, x.Dims).Bytes);
        for (int i = 0; i < src.Length; i++) dst.Span[i] = src.Span[i] == 0 ? (byte)1 : (byte)0;
    }

    /// <inheritdoc/>
    public override bool CanOverwrite(int input) => input == 0;
}
