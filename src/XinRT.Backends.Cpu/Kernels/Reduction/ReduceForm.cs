using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Reduction;

/// <summary>What a reduction adds up, multiplies or compares.</summary>
internal enum ReduceKind
{
    /// <summary>Σ x</summary>
    Sum,

    /// <summary>Σ x / n</summary>
    Mean,

    /// <summary>Σ x²</summary>
    SumSquare,

    /// <summary>√Σ x²</summary>
    L2,

    /// <summary>Σ |x|</summary>
    L1,

    /// <summary>Π x</summary>
    Product,

    /// <summary>The largest x, NaN if there is one.</summary>
    Max,

    /// <summary>The smallest x, NaN if there is one.</summary>
    Min,
}

/// <summary>A reduction: what it does and over which axes.</summary>
internal sealed record ReduceForm(ReduceKind Kind, bool KeepDims, bool[] Reduced)
{
    /// <summary>The form of a problem; null if it is no reduction over axes known at build time.</summary>
    public static ReduceForm? Of(KernelProblem problem, AnchoredForm? fused)
    {
        (ReduceKind Kind, bool KeepDims, bool Noop)? op = fused?.Anchor switch
        {
            ReduceSumOp r => (ReduceKind.Sum, r.Keepdims, r.NoopWithEmptyAxes),
            ReduceMeanOp r => (ReduceKind.Mean, r.Keepdims, r.NoopWithEmptyAxes),
            ReduceSumSquareOp r => (ReduceKind.SumSquare, r.Keepdims, r.NoopWithEmptyAxes),
            ReduceL2Op r => (ReduceKind.L2, r.Keepdims, r.NoopWithEmptyAxes),
            ReduceL1Op r => (ReduceKind.L1, r.Keepdims, r.NoopWithEmptyAxes),
            ReduceProdOp r => (ReduceKind.Product, r.Keepdims, r.NoopWithEmptyAxes),
            ReduceMaxOp r => (ReduceKind.Max, r.Keepdims, r.NoopWithEmptyAxes),
            ReduceMinOp r => (ReduceKind.Min, r.Keepdims, r.NoopWithEmptyAxes),
            _ => null,
        };
        if (op is not { } form) return null;
        var x = problem.Inputs[fused!.AnchorInputs[0]]!;
        long[] axes = [];
        if (fused.AnchorInputs.Count > 1 && fused.AnchorInputs[1] is >= 0 and var input)
        {
            if (problem.Inputs[input]!.Steering is not { } constant) return null;
            axes = constant.ToInt64s();
        }
        int rank = x.Layout.Rank;
        var reduced = new bool[rank];
        if (axes.Length == 0 && !form.Noop) Array.Fill(reduced, true);
        foreach (long a in axes)
        {
            if (a < -rank || a >= rank) return null;
            reduced[a < 0 ? a + rank : a] = true;
        }
        return new(form.Kind, form.KeepDims, reduced);
    }

    /// <summary>The reduction of all axes but images and channels; they stay with size 1.</summary>
    public static ReduceForm OfPlanes(ReduceKind kind, int rank) => new(kind, true, Arrays.Make(rank, k => k >= 2));

    /// <summary>For each axis of the result the axis of the input, or -1 for one that was reduced.</summary>
    public int[] ResultAxes
    {
        get
        {
            var axes = new List<int>();
            for (int k = 0; k < Reduced.Length; k++)
            {
                if (!Reduced[k]) axes.Add(k);
                else if (KeepDims) axes.Add(-1);
            }
            return [.. axes];
        }
    }

    /// <summary>The input without its reduced axes, with sizes as in the result.</summary>
    public TensorLayout Kept(TensorLayout x)
    {
        int[] axes = ResultAxes;
        return new(axes.Select(k => k < 0 ? 1 : x.Dims[k]).ToArray(), axes.Select(k => k < 0 ? 1 : x.Strides[k]).ToArray());
    }

    /// <summary>The reduced axes of a layout as sizes and strides, the widest stride first, joined where they are
    /// dense.</summary>
    public List<(long Size, long Stride)> Loops(TensorLayout x)
    {
        var loops = new List<(long Size, long Stride)>();
        var axes = Enumerable.Range(0, x.Rank).Where(k => Reduced[k] && x.Dims[k] > 1);
        foreach (int k in axes.OrderByDescending(k => x.Strides[k]))
        {
            if (loops.Count > 0 && loops[^1].Stride == x.Dims[k] * x.Strides[k])
                loops[^1] = (loops[^1].Size * x.Dims[k], x.Strides[k]);
            else loops.Add((x.Dims[k], x.Strides[k]));
        }
        return loops;
    }
}
