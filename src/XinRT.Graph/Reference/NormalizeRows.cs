using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>The loop behind layer, group, instance and RMS normalization: each row of consecutive elements is centered (or
/// not), divided by its deviation, then scaled and shifted.</summary>
/// <remarks>Rows of f32 stay f32; mean and variance are summed in double, the variance from centered elements.</remarks>
internal sealed class NormalizeRows
{
    /// <summary>Length of a row.</summary>
    public required int Length { get; init; }

    /// <summary>Added to the variance, or to the mean square.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Whether the mean is subtracted.</summary>
    public bool Center { get; init; } = true;

    /// <summary>Factors in the working type: one per element of a row, of all rows, or of each run of
    /// <see cref="Run"/> elements.</summary>
    public Tensor? Scale { get; init; }

    /// <summary>Summands, laid out like <see cref="Scale"/>.</summary>
    public Tensor? Bias { get; init; }

    /// <summary>Length of the runs that share one factor, counted through the whole tensor; 0 for factors per
    /// element.</summary>
    public int Run { get; init; }

    /// <summary>Mean of each row, if wanted.</summary>
    public double[]? Means { get; init; }

    /// <summary>Reciprocal deviation of each row, if wanted.</summary>
    public double[]? InverseDeviations { get; init; }

    /// <summary>Normalizes all rows; both tensors have the working type.</summary>
    public void Apply(Tensor x, Tensor y, Workers threads)
    {
        if (Length == 0) return;
        ParallelRange.For(threads, x.Count / Length, 1 + 8192 / Length, (from, to) =>
        {
            for (int row = from; row < to; row++)
            {
                if (x.DType == DType.F32) Row<float>(row, x, y);
                else Row<double>(row, x, y);
            }
        });
    }

    private void Row<T>(int row, Tensor x, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> src = x.Span<T>().Slice(row * Length, Length);
        var dst = y.Span<T>().Slice(row * Length, Length);
        double mean = 0;
        if (Center)
        {
            mean = Fold.Row<T, SumFolder>(src) / Length;
            TensorPrimitives.Subtract(src, T.CreateTruncating(mean), dst);
            src = dst;
        }
        double inverse = 1 / Math.Sqrt(Fold.Row<T, SumSquareFolder>(src) / Length + Epsilon);
        if (Means is not null) Means[row] = mean;
        if (InverseDeviations is not null) InverseDeviations[row] = inverse;
        TensorPrimitives.Multiply(src, T.CreateTruncating(inverse), dst);
        if (Run == 0) PerElement(row, dst);
        else PerRun(row, dst);
    }

    private void PerElement<T>(int row, Span<T> dst) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Scale is not null) TensorPrimitives.Multiply(dst, Factors<T>(Scale, row), dst);
        if (Bias is not null) TensorPrimitives.Add(dst, Factors<T>(Bias, row), dst);
    }

    private void PerRun<T>(int row, Span<T> dst) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int at = 0; at < Length; at += Run)
        {
            int run = (row * Length + at) / Run;
            var part = dst.Slice(at, Run);
            if (Scale is not null) TensorPrimitives.Multiply(part, Scale.Span<T>()[run % Scale.Count], part);
            if (Bias is not null) TensorPrimitives.Add(part, Bias.Span<T>()[run % Bias.Count], part);
        }
    }

    private ReadOnlySpan<T> Factors<T>(Tensor factors, int row) where T : unmanaged =>
        factors.Count == Length ? factors.Span<T>() : factors.Span<T>().Slice(row * Length, Length);
}
