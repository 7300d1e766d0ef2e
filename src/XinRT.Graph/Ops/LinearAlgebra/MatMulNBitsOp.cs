using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Product with a weight of 2, 4 or 8 bits: <c>y = a · Bᵀ + bias</c>, where B is [n, k] in blocks along k, each with a
/// scale and an optional zero point. Inputs: A, packed B, scales, zero points, block of each k, bias.</summary>
[OnnxOperator("MatMulNBits", Domain = "com.microsoft")]
public sealed record MatMulNBitsOp(
    [OnnxName("K")] long K, [OnnxName("N")] long N, long BlockSize, long Bits = 4, long AccuracyLevel = 0) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (Bits is not (2 or 4 or 8) || BlockSize is < 1 or > int.MaxValue || K is < 1 or > int.MaxValue || N is < 1 or > int.MaxValue)
            throw ctx.Error($"bits must be 2, 4 or 8 and sizes positive, but bits is {Bits}, block_size {BlockSize}, K {K}, N {N}").AsShapeError();
        ctx.Require(0, DType.F32, DType.F16, DType.BF16);
        ctx.Require(1, DType.U8, DType.I32);
        var a = ctx.InputShape(0);
        if (a is { Rank: 0 } || (a is not null && a[-1].IsConstant && a[-1].Value != K))
            throw ctx.Error($"the last axis of A must be {K}, but A is [{a}]").AsShapeError();
        ctx.Output(0, ctx.InputDType(0), a?.With(-1, N));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var a = ctx.Input(0);
        long blocks = (K + BlockSize - 1) / BlockSize, rowBytes = blocks * ((BlockSize * Bits + 7) / 8);
        Require(ctx, 1, ctx.Input(1).Bytes.Length, N * rowBytes);
        Require(ctx, 2, ctx.Input(2).Count, N * blocks);
        if (a.Rank == 0 || a.Dims[^1] != K) throw ctx.Error($"the last axis of A must be {K}").AsRunError();
        var y = ctx.Output(0, a.DType, [.. a.Dims[..^1], N]);
        var weight = Tensor.Zeros(DType.F32, N, K);
        float[] scales = ctx.Input(2).ToSingles().ToArray(), zeros = ReadZeros(ctx, (int)blocks);
        long[]? blockOf = ctx.OptionalInput(4)?.ToInt64s();
        if (blockOf is not null && (blockOf.Length < K || blockOf.Any(b => b < 0 || b >= blocks)))
            throw ctx.Error($"g_idx needs {K} block numbers below {blocks}").AsRunError();
        var packed = ctx.Input(1).Bytes;
        ParallelRange.For(ctx.Threads, (int)N, 1 + (1 << 14) / (int)K, (from, to) =>
        {
            for (int n = from; n < to; n++)
                Unpack(packed.Span.Slice((int)(n * rowBytes), (int)rowBytes), scales.AsSpan(n * (int)blocks, (int)blocks),
                    zeros.AsSpan(n * (int)blocks, (int)blocks), blockOf, weight.Span<float>().Slice(n * (int)K, (int)K));
        });
        var wide = y.DType == DType.F32 ? y : Tensor.Zeros(DType.F32, y.Dims);
        float beta = 0;
        if (ctx.OptionalInput(5) is { } bias)
        {
            Require(ctx, 5, bias.Count, N);
            var line = SinglePrecision.Widen(bias);
            StridedCopy.Run(line, 0, Strides.Broadcast([N], y.Dims), wide, 0, Strides.Of(y.Dims), y.Dims);
            beta = 1;
        }
        MatMul.Run(ctx.Threads, MatMulPlan.Of(a.Dims, weight.Dims, MatMulSwap.B), SinglePrecision.Widen(a), weight, wide, 1f, beta);
        if (wide != y) SinglePrecision.Narrow(wide, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(2 * ctx.OutputCount(0) * K, ctx.Bytes);

    // Codes are packed along k, lowest bits first; each block begins a new byte.
    private void Unpack(ReadOnlySpan<byte> row, ReadOnlySpan<float> scales, ReadOnlySpan<float> zeros, long[]? blockOf, Span<float> dst)
    {
        int size = (int)BlockSize, bits = (int)Bits, mask = (1 << bits) - 1, blockBytes = (size * bits + 7) / 8;
        for (int start = 0, block = 0; start < dst.Length; start += size, block++)
        {
            var codes = row.Slice(block * blockBytes, blockBytes);
            for (int i = 0; i < Math.Min(size, dst.Length - start); i++)
            {
                int code = (codes[i * bits / 8] >> (i * bits % 8)) & mask;
                int by = blockOf is null ? block : (int)blockOf[start + i];
                dst[start + i] = (code - zeros[by]) * scales[by];
            }
        }
    }

    // One value per block and row: given as numbers, packed like the codes with each row on a new byte, or the middle code.
    private float[] ReadZeros(EvalContext ctx, int blocks)
    {
        var zeros = new float[N * blocks];
        var given = ctx.OptionalInput(3);
        if (given is null) Array.Fill(zeros, 1 << ((int)Bits - 1));
        else if (given.DType != DType.U8)
        {
            Require(ctx, 3, given.Count, zeros.Length);
            given.ToSingles().CopyTo(zeros);
        }
        else
        {
            int rowBytes = (blocks * (int)Bits + 7) / 8, mask = (1 << (int)Bits) - 1;
            Require(ctx, 3, given.Count, N * rowBytes);
            var bytes = given.Span<byte>();
            for (int i = 0; i < zeros.Length; i++)
            {
                int bit = i % blocks * (int)Bits;
                zeros[i] = (bytes[i / blocks * rowBytes + bit / 8] >> (bit % 8)) & mask;
            }
        }
        return zeros;
    }

    private static void Require(EvalContext ctx, int input, long found, long wanted)
    {
        if (found != wanted) throw ctx.Error($"input {input} must hold {wanted} values, but it holds {found}").AsRunError();
    }
}
