using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>prob_mod(softmax(score_mod(scale · Q Kᵀ))) V</c> over <c>[batch, heads, rows, depth]</c>, where the two
/// modifications are bodies over all scores at once, or absent. They see scores in the type of <c>softmax_precision</c>, f32 by
/// default (f64 for f64 inputs).</summary>
[OnnxOperator("FlexAttention", Domain = "ai.onnx.preview", Bodies = ["score_mod", "prob_mod"])]
public sealed record FlexAttentionOp(float? Scale = null, DType? SoftmaxPrecision = null) : Operator
{
    private const int OwnInputs = 3;

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        TensorType q = ctx.Input(0), k = ctx.Input(1), v = ctx.Input(2);
        if (q.Shape is not { Rank: 4 } qs || k.Shape is not { Rank: 4 } ks || v.Shape is not { Rank: 4 } vs)
        {
            if ((q.Shape ?? k.Shape ?? v.Shape) is { Rank: not 4 } wrong)
                throw ctx.Error($"query, key and value have 4 axes, but one has {wrong.Rank}").AsShapeError();
            ctx.Output(0, q.DType, ctx.NewShape(4));
            return;
        }
        ctx.Output(0, q.DType, qs.With(3, vs[3]));
        IrType scores = new TensorType(Precision(q.DType), [qs[0], qs[1], qs[2], ks[2]]);
        IReadOnlyList<IrType> captured = [.. Enumerable.Range(OwnInputs, Math.Max(0, ctx.InputCount - OwnInputs)).Select(ctx.AnyInput)];
        for (int body = 0; body < ctx.Node.Bodies.Count; body++)
            if (ctx.Node.Bodies[body].Outputs.Count > 0) ctx.InferBody(body, [scores, .. captured]);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        Tensor q = ctx.Input(0), k = ctx.Input(1), v = ctx.Input(2);
        if (q.Rank != 4 || k.Rank != 4 || v.Rank != 4 || k.Dims[0] != q.Dims[0] || v.Dims[0] != q.Dims[0] || k.Dims[3] != q.Dims[3]
            || v.Dims[1] != k.Dims[1] || v.Dims[2] != k.Dims[2] || k.Dims[1] == 0 || q.Dims[1] % k.Dims[1] != 0)
        {
            throw ctx.Error("query, key and value do not fit: batch and depth must agree and the heads be divisible").AsRunError();
        }
        var precision = Precision(q.DType);
        var working = WorkingFloat.For(precision);
        var y = ctx.Output(0, q.DType, q.Dims[0], q.Dims[1], q.Dims[2], v.Dims[3]);
        var scores = Tensor.Zeros(working, q.Dims[0], q.Dims[1], q.Dims[2], k.Dims[2]);
        Products(ctx, WorkingFloat.Open(q, working), WorkingFloat.Open(k, working), scores, transposed: true,
            Scale ?? 1 / Math.Sqrt(q.Dims[3]));
        scores = Modify(ctx, 0, scores, precision);
        SoftmaxLoop.Run(scores, 3, logarithm: false, scores, ctx.Threads);
        scores = Modify(ctx, 1, scores, precision);
        var target = WorkingFloat.Target(y, working);
        Products(ctx, scores, WorkingFloat.Open(v, working), target, transposed: false, 1);
        WorkingFloat.Close(target, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx)
    {
        long[] k = ctx.Input(1);
        return new(2 * (k.Length == 4 ? k[2] : 1) * (ctx.InputCount(0) + ctx.OutputCount(0)), ctx.Bytes);
    }

    // One product per batch and query head; query heads share heads of the right operand.
    private static void Products(EvalContext ctx, Tensor a, Tensor b, Tensor y, bool transposed, double alpha)
    {
        int heads = (int)a.Dims[1], shared = heads / (int)b.Dims[1], m = (int)a.Dims[2], k = (int)a.Dims[3], n = (int)y.Dims[3];
        int count = (int)a.Dims[0] * heads;
        int[] left = [.. Enumerable.Range(0, count).Select(i => i * m * k)];
        int[] right = [.. Enumerable.Range(0, count).Select(i => i / shared * n * k)];
        var plan = new MatMulPlan(m, n, k, k, 1, transposed ? 1 : n, transposed ? k : 1, left, right);
        if (y.DType == DType.F32) Run(ctx.Threads, plan, a, b, y, (float)alpha);
        else Run(ctx.Threads, plan, a, b, y, alpha);
    }

    private static void Run<T>(Workers threads, MatMulPlan plan, Tensor a, Tensor b, Tensor y, T alpha) where T : unmanaged, INumber<T> =>
        MatMul.Run(threads, plan, a, b, y, alpha, T.Zero);

    private static Tensor Modify(EvalContext ctx, int body, Tensor scores, DType precision)
    {
        if (body >= ctx.Node.Bodies.Count || ctx.Node.Bodies[body].Outputs.Count == 0) return scores;
        var given = scores.DType == precision ? scores : Tensor.FromDoubles(precision, scores.ToDoubles(), scores.Dims);
        List<Datum> inputs = [given];
        for (int i = OwnInputs; i < ctx.InputCount; i++) inputs.Add(ctx.AnyInput(i));
        var result = ctx.RunBody(body, inputs)[0] as Tensor;
        if (result is null || !result.Dims.SequenceEqual(scores.Dims))
        {
            throw ctx.Error($"the body must give scores [{string.Join(',', scores.Dims.ToArray())}], but it gives {result?.Type}")
                .AsRunError();
        }
        // The softmax runs in place, and a body may hand back a value that is not its own.
        var own = Tensor.Zeros(scores.DType, scores.Dims);
        WorkingFloat.Open(result, scores.DType).Bytes.CopyTo(own.Bytes);
        return own;
    }

    private DType Precision(DType query) => SoftmaxPrecision ?? (query == DType.F64 ? DType.F64 : DType.F32);
}
