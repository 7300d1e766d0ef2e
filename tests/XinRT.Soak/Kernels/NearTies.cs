using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Soak.Kernels;

/// <summary>Places of largest and smallest elements, where elements that are not exact are as good as equal.</summary>
internal static class NearTies
{
    /// <summary>Whether each place that differs from the right one is that of an element that may be the best: its
    /// value lies within the bounds of both of the best value.</summary>
    /// <param name="node">The operator that tells places.</param>
    /// <param name="output">Which of its results.</param>
    /// <param name="found">The places.</param>
    /// <param name="right">Those in FP64.</param>
    /// <param name="x">The elements in FP64 and the bounds of their errors.</param>
    /// <param name="run">The operator in FP64 on other elements.</param>
    public static bool Hold(Node node, int output, Tensor found, Tensor right, (Tensor Values, Tensor Errors) x,
        Func<Tensor, Tensor?[]> run)
    {
        if (found.DType != DType.I64 || !found.Dims.SequenceEqual(right.Dims)) return false;
        double[] values = x.Values.ToDoubles(), errors = x.Errors.ToDoubles();
        long[] y = found.ToInt64s(), r = right.ToInt64s();
        switch (node.Op)
        {
            case TopKOp top when output == 1:
                return Picks(top.Axis, distinct: true);
            case ArgMaxOp arg:
                return Picks(arg.Axis, distinct: false);
            case ArgMinOp arg:
                return Picks(arg.Axis, distinct: false);
            case MaxPoolOp { StorageOrder: false } when output == 1:
                return Enumerable.Range(0, y.Length).All(i => y[i] == r[i] || IsInWindow(i));
            default:
                return false;
        }

        bool AreClose(long a, long b) => Math.Abs(values[a] - values[b]) <= errors[a] + errors[b];

        bool Picks(long axis, bool distinct)
        {
            var (size, inner) = Axis(x.Values, axis);
            int rows = values.Length / (int)size;
            if (rows == 0) return false;
            long picked = y.Length / rows;
            for (int row = 0; row < rows; row++)
            {
                var seen = new HashSet<long>();
                for (long k = 0; k < picked; k++)
                {
                    long at = (row / inner * picked + k) * inner + row % inner;
                    long start = row / inner * size * inner + row % inner;
                    if (y[at] < 0 || y[at] >= size || (!seen.Add(y[at]) && distinct)) return false;
                    if (y[at] != r[at] && !AreClose(start + y[at] * inner, start + r[at] * inner)) return false;
                }
            }
            return true;
        }

        // The operator itself tells whether the element is one of the window: it must win if it is the largest of all.
        bool IsInWindow(int i)
        {
            if (y[i] < 0 || y[i] >= values.Length || !AreClose(y[i], r[i])) return false;
            double[] raised = [.. values];
            raised[y[i]] = double.MaxValue;
            return run(Tensor.FromDoubles(DType.F64, raised, x.Values.Dims))[1]!.ToInt64s()[i] == y[i];
        }
    }

    /// <summary>Each number replaced by the largest along an axis.</summary>
    public static Tensor LargestOfAxis(Tensor t, long axis)
    {
        var (size, inner) = Axis(t, axis);
        double[] numbers = t.ToDoubles();
        for (long row = 0; row < numbers.Length / Math.Max(1, size); row++)
        {
            long start = row / inner * size * inner + row % inner;
            double largest = 0;
            for (long k = 0; k < size; k++) largest = Math.Max(largest, numbers[start + k * inner]);
            for (long k = 0; k < size; k++) numbers[start + k * inner] = largest;
        }
        return Tensor.FromDoubles(DType.F64, numbers, t.Dims);
    }

    private static (long Size, long Inner) Axis(Tensor t, long axis)
    {
        int at = (int)(axis < 0 ? axis + t.Rank : axis);
        long inner = 1;
        foreach (long d in t.Dims[(at + 1)..]) inner *= d;
        return (t.Dims[at], inner);
    }
}
