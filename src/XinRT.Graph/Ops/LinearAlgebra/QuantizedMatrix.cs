using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>How scales and zero points of rank 1 lie on the operands of a quantized matrix product: along the rows of the left
/// one and the columns of the right one.</summary>
internal static class QuantizedMatrix
{
    /// <summary>The left operand minus its zero point, in 32 bits.</summary>
    public static Tensor Left(Tensor a, Tensor? zero) => ZeroPoint.Remove(a, zero, zero is null ? [] : RowDims(zero, a.Rank));

    /// <summary>The right operand minus its zero point, in 32 bits.</summary>
    public static Tensor Right(Tensor b, Tensor? zero) =>
        ZeroPoint.Remove(b, zero, zero is { Rank: 1 } && b.Rank == 1 ? [1] : zero is null ? [] : zero.Dims);

    /// <summary>Parameters per row, seen with an axis for the columns.</summary>
    public static long[] RowDims(Tensor parameter, int rank) =>
        parameter is { Rank: 1, Count: > 1 } && rank > 1 ? [parameter.Count, 1] : parameter.Dims.ToArray();

    /// <summary>Parameters spread over a result of the given sizes, as doubles; a single value stays alone.</summary>
    public static double[] Spread(Tensor parameter, long[] dims, ReadOnlySpan<long> to)
    {
        double[] values = parameter.ToDoubles();
        if (values.Length == 1) return values;
        if (Strides.BroadcastDims(dims, to) is not { } joint || !to.SequenceEqual(joint))
            throw new ArgumentException($"parameters [{string.Join(',', dims)}] do not broadcast to [{string.Join(',', to.ToArray())}]");
        var src = Tensor.From<double>(values, dims);
        var dst = Tensor.Zeros(DType.F64, to);
        StridedCopy.Run(src, 0, Strides.Broadcast(dims, to), dst, 0, Strides.Of(to), to);
        return dst.ToDoubles();
    }

    /// <summary><c>y = a · b · scaleA · scaleB + bias</c> for operands without zero points; scales per row of A and column of B.</summary>
    public static void Multiply(Workers threads, Tensor a, Tensor b, Tensor scaleA, Tensor scaleB, Tensor? bias, Tensor y)
    {
        var sums = Tensor.Zeros(DType.I32, y.Dims);
        MatMul.Run(threads, MatMulPlan.Of(a.Dims, b.Dims), a, b, sums);
        double[] left = Spread(scaleA, RowDims(scaleA, a.Rank), y.Dims), right = Spread(scaleB, scaleB.Dims.ToArray(), y.Dims);
        double[] addend = bias is null ? [0] : Spread(bias, bias.Dims.ToArray(), y.Dims);
        var values = sums.ToDoubles();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = values[i] * left[left.Length == 1 ? 0 : i] * right[right.Length == 1 ? 0 : i]
                + addend[addend.Length == 1 ? 0 : i];
        }
        ElementConverter.Write(values, y);
    }
}
