using System.Numerics;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Runs a <see cref="MatMulPlan"/>: <c>y = alpha · a · b + beta · y</c> for each product of the batch.</summary>
public static class MatMul
{
    /// <summary>Element types that <see cref="Run(Workers, MatMulPlan, Tensor, Tensor, Tensor)"/> takes.</summary>
    public static ReadOnlySpan<DType> Types =>
        [DType.F32, DType.F64, DType.F16, DType.BF16, DType.I32, DType.I64, DType.U32, DType.U64];

    /// <summary>Computes in the type of the tensors; half-width floats in binary32, integers wrap.</summary>
    public static void Run(Workers threads, MatMulPlan plan, Tensor a, Tensor b, Tensor y)
    {
        switch (y.DType)
        {
            case DType.F32: Run(threads, plan, a, b, y, 1f, 0f); break;
            case DType.F64: Run(threads, plan, a, b, y, 1d, 0d); break;
            case DType.I32: Run(threads, plan, a, b, y, 1, 0); break;
            case DType.U32: Run(threads, plan, a, b, y, 1u, 0u); break;
            case DType.I64: Run(threads, plan, a, b, y, 1L, 0L); break;
            case DType.U64: Run(threads, plan, a, b, y, 1UL, 0UL); break;
            case var type when SinglePrecision.Serves(type):
                var wide = Tensor.Zeros(DType.F32, y.Dims);
                Run(threads, plan, SinglePrecision.Widen(a), SinglePrecision.Widen(b), wide, 1f, 0f);
                SinglePrecision.Narrow(wide, y);
                break;
            default: throw new NotSupportedException($"no matrix product of {y.DType.Name()}");
        }
    }

    /// <summary>Computes with factors; <paramref name="y"/> is read only if <paramref name="beta"/> is not 0.</summary>
    public static void Run<T>(Workers threads, MatMulPlan plan, Tensor a, Tensor b, Tensor y, T alpha, T beta)
        where T : unmanaged, INumber<T>
    {
        var (m, n, k) = (plan.M, plan.N, plan.K);
        if (m < ThinProduct.MostRows && k > 0 && plan.AColumn == 1 && (plan.BColumn == 1 || plan.BRow == 1))
        {
            ThinProduct.Run(threads, plan, a, b, y, alpha, beta);
            return;
        }
        GemmGrid.For(threads, plan.AOffsets.Length, m, n, k, BlockedGemm.TileColumns<T>(), part => BlockedGemm.Run(
            part.Row, part.Rows, part.Column, part.Columns, k, alpha,
            new StridedPanels<T>(a.Span<T>()[plan.AOffsets[part.Batch]..], plan.ARow, plan.AColumn),
            new StridedPanels<T>(b.Span<T>()[plan.BOffsets[part.Batch]..], plan.BColumn, plan.BRow),
            beta, y.Span<T>().Slice(part.Batch * m * n, m * n), n));
    }
}
