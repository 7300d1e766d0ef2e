using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary><c>y = x</c> where not negative, else <c>slope·x</c>; the slope is broadcast to <c>x</c>.</summary>
[OnnxOperator("PRelu", Since = 7)]
public sealed record PReluOp : BroadcastOperator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        base.Infer(ctx);
        // Only the slope may be stretched.
        ctx.Output(0, ctx.InputDType(0), ctx.InputShape(0));
    }

    /// <inheritdoc/>
    protected override long[]? ResultDims(Tensor a, Tensor b) =>
        base.ResultDims(a, b) is { } dims && dims.Aggregate(1L, (n, d) => n * d) == a.Count ? a.Dims.ToArray() : null;

    /// <inheritdoc/>
    protected override void Run(Tensor a, Tensor b, Tensor y, Workers threads) =>
        BinaryLoop.Arithmetic<Leak>(a, b.Rank > a.Rank ? b.Reshape(b.Dims[(b.Rank - a.Rank)..]) : b, y, threads);

    private readonly struct Leak : IBinaryMath<Leak>
    {
        public static T Of<T>(T a, T b) where T : unmanaged, INumber<T> => a < T.Zero ? a * b : a;
    }
}
