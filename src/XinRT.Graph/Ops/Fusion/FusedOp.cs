using XinRT.Fusion;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Several nodes that one kernel computes: the body says what. Its inputs are the node's inputs, its outputs the
/// node's outputs. Passes and placement make it; no model contains it.</summary>
/// <param name="Kind">The form of the body; see <see cref="FusedForm"/>.</param>
[OnnxOperator("Fused", Domain = "xinrt", Bodies = ["body"])]
public sealed record FusedOp(FusedKind Kind = FusedKind.Anchored) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        int inputs = ctx.InputCount;
        var results = ctx.InferBody(0, Arrays.Make(inputs, ctx.AnyInput), Arrays.Make(inputs, ctx.Contents), Arrays.Make(inputs, ctx.Constant));
        for (int i = 0; i < ctx.OutputCount; i++) ctx.Output(i, results[i]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var results = ctx.RunBody(0, Arrays.Make(ctx.InputCount, ctx.AnyInput));
        for (int i = 0; i < ctx.OutputCount; i++) ctx.SetOutput(i, results[i]);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) =>
        new(ctx.Node.Bodies[0].Nodes.Sum(n => n.Op.EstimateCost(ctx.Of(n)).Flops), ctx.Bytes);
}
