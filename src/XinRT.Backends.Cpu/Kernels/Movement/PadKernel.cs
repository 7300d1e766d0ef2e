using System.Runtime.InteropServices;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Elements before and after each axis: one constant, or elements of the input again.</summary>
/// <remarks>Along each axis the places of the input that the output shows form a few runs of constant step: the input itself, the
/// constant, a repeated edge (step 0), a reflection (step -1). Each combination of runs is one strided copy; a run of the constant
/// takes all of the axes inside at once.</remarks>
internal sealed class PadKernel : MovementKernel
{
    private const int MaxPieces = 64;

    /// <inheritdoc/>
    public override string Name => "pad";

    /// <inheritdoc/>
    protected override Refusal? WhyNot(Operator op, KernelProblem problem, KernelOperand x, KernelOperand y)
    {
        if (op is not PadOp pad) return Refusal.OtherOperator;
        if (Numbers(problem, 1) is null || (Has(problem, 3) && Numbers(problem, 3) is null)) return "the amounts must be constant";
        if (Runs(pad, problem, x) is not { } runs) return "there is nothing to repeat";
        return runs.Aggregate(1L, (a, b) => a * Math.Max(1, b.Count)) <= MaxPieces ? null : $"it would take more than {MaxPieces} copies";
    }

    /// <inheritdoc/>
    protected override IEnumerable<CopyPiece?> Pieces(Operator op, KernelProblem problem, KernelOperand x, KernelOperand y)
    {
        var runs = Runs((PadOp)op, problem, x)!;
        int[] order = y.Layout.Order();
        var pieces = new List<CopyPiece?>();
        Choose(0, new Run[order.Length], 0, 0);
        return pieces;

        void Choose(int depth, Run[] chosen, long from, long to)
        {
            if (depth == order.Length)
            {
                pieces.Add(CopyPiece.Of(KernelArguments.Input(0), from, to, x.DType.SizeInBytes(), order.Select(
                    k => (chosen[k].Count, chosen[k].Step * x.Layout.Strides[k], y.Layout.Strides[k]))));
                return;
            }
            int axis = order[depth];
            foreach (var run in runs[axis])
            {
                chosen[axis] = run;
                long start = to + run.To * y.Layout.Strides[axis];
                if (run.From >= 0) Choose(depth + 1, chosen, from + run.From * x.Layout.Strides[axis], start);
                else pieces.Add(Constant(problem, y, start, order.Select((k, i) => (i <= depth ? chosen[k].Count : y.Layout.Dims[k], k))));
            }
        }
    }

    private static CopyPiece? Constant(KernelProblem problem, KernelOperand y, long to, IEnumerable<(long Count, int Axis)> axes)
    {
        int size = y.DType.SizeInBytes();
        var box = axes.Select(a => (a.Count, To: y.Layout.Strides[a.Axis]));
        if (Has(problem, 2) && problem.Inputs[2]!.Steering is null && problem.Inputs[2]!.Layout.Count > 0)
            return CopyPiece.Of(KernelArguments.Input(2), 0, to, size, box.Select(a => (a.Count, 0L, a.To)));
        byte[] bytes = new byte[Math.Max(4, size)];
        if (Has(problem, 2) && problem.Inputs[2]!.Steering is { Count: > 0 } value)
            for (int i = 0; i < bytes.Length; i++) bytes[i] = value.Bytes.Span[i % size];
        return CopyPiece.Filled(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), to, size, box);
    }

    // Places From, From + Step, … of the input for Count places of the output from To on; From is -1 for the constant.
    private readonly record struct Run(long To, long From, long Step, long Count);

    private static List<Run>[]? Runs(PadOp op, KernelProblem problem, KernelOperand x)
    {
        int rank = x.Layout.Rank;
        long[] pads = Numbers(problem, 1)!, axes = Numbers(problem, 3) ?? Arrays.Make(rank, k => (long)k);
        long[] before = new long[rank], after = new long[rank];
        for (int i = 0; i < axes.Length; i++)
        {
            long axis = axes[i] < 0 ? axes[i] + rank : axes[i];
            (before[axis], after[axis]) = (pads[i], pads[axes.Length + i]);
        }
        var runs = new List<Run>[rank];
        for (int k = 0; k < rank; k++)
        {
            if (op.Places(x.Layout.Dims[k], before[k], after[k]) is not { } places) return null;
            runs[k] = Split(places);
        }
        return runs;
    }

    private static List<Run> Split(long[] places)
    {
        var runs = new List<Run>();
        for (int i = 0; i < places.Length;)
        {
            int end = i + 1;
            long step = 0;
            if (end < places.Length && places[i] >= 0 == places[end] >= 0) step = places[end] - places[i];
            // A turning point belongs to the run that follows unless this run has the same step.
            while (end < places.Length && places[end] - places[end - 1] == step && places[i] >= 0 == places[end] >= 0) end++;
            runs.Add(new(i, places[i], step, end - i));
            i = end;
        }
        return runs;
    }
}
