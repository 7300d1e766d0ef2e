using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Every so many elements along some axes, forwards or backwards, where that is no view.</summary>
internal sealed class SliceKernel : MovementKernel
{
    /// <inheritdoc/>
    public override string Name => "slice";

    /// <inheritdoc/>
    protected override Refusal? WhyNot(Operator op, KernelProblem problem, KernelOperand x, KernelOperand y)
    {
        if (op is not SliceOp) return Refusal.OtherOperator;
        bool isFixed = Enumerable.Range(1, 4).All(i => !Has(problem, i) || Numbers(problem, i) is not null);
        return isFixed ? null : "starts, ends and steps must be constant";
    }

    /// <inheritdoc/>
    protected override IEnumerable<CopyPiece?> Pieces(Operator op, KernelProblem problem, KernelOperand x, KernelOperand y)
    {
        long[] starts = Numbers(problem, 1)!, ends = Numbers(problem, 2)!;
        long[] axes = Numbers(problem, 3) ?? Arrays.Make(starts.Length, i => (long)i);
        long[] steps = Numbers(problem, 4) ?? [.. Enumerable.Repeat(1L, starts.Length)];
        long[] strides = x.Layout.Strides.ToArray();
        long offset = 0;
        for (int i = 0; i < starts.Length; i++)
        {
            long axis = axes[i] < 0 ? axes[i] + x.Layout.Rank : axes[i];
            var range = SliceRange.Of(starts[i], ends[i], steps[i], x.Layout.Dims[(int)axis]);
            offset += range.First * strides[axis];
            strides[axis] *= range.Step;
        }
        return [Whole(new(y.Layout.Dims, strides), y.Layout, x.DType, offset)];
    }
}
