using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Product with a weight of 4-bit codes into a fixed table: <c>y = a · Bᵀ</c>, B = table[code] · largest magnitude of
/// its block. Inputs: A, packed B ([n, k] flattened, first code in the high bits), magnitudes.</summary>
[OnnxOperator("MatMulBnb4", Domain = "com.microsoft")]
public sealed record MatMulBnb4Op(
    [OnnxName("K")] long K, [OnnxName("N")] long N, long BlockSize, long QuantType, bool TrainingMode = false,
    [OnnxName("transB")] bool TransB = true) : Operator
{
    // FP4: sign, 2 exponent bits, 1 mantissa bit, scaled to a largest value of 1.
    private static readonly float[] Fp4 =
    [
        0, 0.0052083333f, 0.6666667f, 1, 0.33333333f, 0.5f, 0.16666667f, 0.25f,
        0, -0.0052083333f, -0.6666667f, -1, -0.33333333f, -0.5f, -0.16666667f, -0.25f,
    ];

    // NF4 (arXiv:2305.14314): quantiles of the normal distribution.
    private static readonly float[] Nf4 =
    [
        -1, -0.6961928f, -0.52507305f, -0.3949175f, -0.28444138f, -0.18477343f, -0.091050036f, 0,
        0.0795803f, 0.1609302f, 0.2461123f, 0.33791524f, 0.44070983f, 0.562617f, 0.72295684f, 1,
    ];

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.F32, DType.F16, DType.BF16);
        ctx.Require(1, DType.U8);
        if (BlockSize < 1 || K is < 1 or > int.MaxValue || N is < 1 or > int.MaxValue || QuantType is not (0 or 1) || !TransB)
        {
            throw ctx.Error($"sizes must be positive, quant_type 0 or 1 and transB 1, but block_size is {BlockSize}, K {K}, N {N}, quant_type {QuantType}")
                .AsShapeError();
        }
        var a = ctx.InputShape(0);
        if (a is { Rank: 0 } || (a is not null && a[-1].IsConstant && a[-1].Value != K))
            throw ctx.Error($"the last axis of A must be {K}, but A is [{a}]").AsShapeError();
        ctx.Output(0, ctx.InputDType(0), a?.With(-1, N));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var a = ctx.Input(0);
        var codes = ctx.Input(1).Bytes;
        float[] scales = ctx.Input(2).ToSingles().ToArray();
        if (a.Rank == 0 || a.Dims[^1] != K || codes.Length != (N * K + 1) / 2 || scales.Length != (N * K + BlockSize - 1) / BlockSize)
            throw ctx.Error($"a weight [{N},{K}] has {(N * K + 1) / 2} bytes and {(N * K + BlockSize - 1) / BlockSize} blocks").AsRunError();
        var y = ctx.Output(0, a.DType, [.. a.Dims[..^1], N]);
        var weight = Tensor.Zeros(DType.F32, N, K);
        float[] table = QuantType == 0 ? Fp4 : Nf4;
        ParallelRange.For(ctx.Threads, weight.Count, 1 << 14, (from, to) =>
        {
            var src = codes.Span;
            var dst = weight.Span<float>();
            for (int i = from; i < to; i++)
                dst[i] = table[(i % 2 == 0 ? src[i / 2] >> 4 : src[i / 2] & 15)] * scales[i / BlockSize];
        });
        var wide = y.DType == DType.F32 ? y : Tensor.Zeros(DType.F32, y.Dims);
        MatMul.Run(ctx.Threads, MatMulPlan.Of(a.Dims, weight.Dims, MatMulSwap.B), SinglePrecision.Widen(a), weight, wide, 1f, 0f);
        if (wide != y) SinglePrecision.Narrow(wide, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(2 * ctx.OutputCount(0) * K, ctx.Bytes);
}
