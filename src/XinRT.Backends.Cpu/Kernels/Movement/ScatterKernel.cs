using XinRT.Backends.Cpu.Kernels.Reduction;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>A copy in which elements or slices at given places are replaced by updates or combined with them.</summary>
/// <remarks>See <see cref="ChosenRows"/> for the phases. If the output takes over the memory of the input, only the updates are
/// written.</remarks>
internal sealed class ScatterKernel : KernelGenerator
{
    // Each index of a slice is read anew; each loop around the rows of the updates holds a register.
    private const int MostIndices = 8, MostLoops = 4;

    /// <inheritdoc/>
    public override string Name => "scatter";

    /// <inheritdoc/>
    public override string? Fault => ChosenRows.Fault;

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Node.Op is not (ScatterElementsOp or ScatterNDOp)) return Refusal.OtherOperator;
        if (problem.Inputs is not [{ } x, { } indices, { } updates] || problem.Outputs[0] is null) return "an operand is missing";
        if (CopyPiece.WhyNot(x.DType) is { } reason) return reason;
        if (Reduction(problem.Node.Op) != "none" && x.DType != DType.F32) return $"{x.DType.Name()} is not combined";
        var (data, places) = (x.Layout.Dims, indices.Layout.Dims);
        long[] wanted = [.. places];
        if (problem.Node.Op is ScatterElementsOp op)
        {
            if (ChosenRows.WhyNotElements(x, indices, op.Axis) is { } because) return because;
            if (places.Count(d => d > 1) > MostLoops) return $"the indices have more than {MostLoops} axes";
        }
        else
        {
            if (indices.DType is not (DType.I32 or DType.I64)) return $"indices of {indices.DType.Name()}";
            if (places.Count == 0 || places[^1] is < 1 or > MostIndices || places[^1] > data.Count)
                return "a slice has no index, or too many";
            wanted = [.. places.Take(places.Count - 1), .. data.Skip((int)places[^1])];
            if (x.Layout.Count == 0) return "there is nothing to choose from";
        }
        return updates.Layout.Dims.SequenceEqual(wanted) ? null : "the updates have other sizes than the places";
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        KernelPlan.RowMajor(problem) with { Overwrites = [0], WorkspaceBytes = 64 };

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        KernelOperand x = problem.Inputs[0]!, indices = problem.Inputs[1]!, updates = problem.Inputs[2]!, y = problem.Outputs[0]!;
        int size = x.DType.SizeInBytes(), indexBytes = indices.DType.SizeInBytes(), last = indices.Layout.Rank - 1;
        ChosenAxis[] chosen;
        TensorLayout places;
        Func<int, (long Output, long Index)> steps;
        if (problem.Node.Op is ScatterElementsOp op)
        {
            int axis = (int)ChosenRows.Axis(op.Axis, y.Layout.Rank);
            chosen = [At(axis, 0)];
            places = indices.Layout;
            steps = k => (k == axis ? 0 : y.Layout.Strides[k], indices.Layout.Strides[k]);
        }
        else
        {
            int count = (int)indices.Layout.Dims[last];
            chosen = [.. Enumerable.Range(0, count).Select(i => At(i, i * indices.Layout.Strides[last] * indexBytes))];
            places = new(indices.Layout.Dims.Take(last).ToArray(), indices.Layout.Strides.Take(last).ToArray());
            steps = k => k < last ? (0, indices.Layout.Strides[k]) : (y.Layout.Strides[count + k - last], 0);
        }
        var axes = Enumerable.Range(0, updates.Layout.Rank).Select(k => new LoopAxis(updates.Layout.Dims[k], new[]
        {
            updates.Layout.Strides[k] * size, steps(k).Output * size, steps(k).Index * indexBytes,
        }));
        ReduceKind? reduction = Reduction(problem.Node.Op) switch
        {
            "add" => ReduceKind.Sum,
            "mul" => ReduceKind.Product,
            "min" => ReduceKind.Min,
            "max" => ReduceKind.Max,
            _ => null,
        };
        var rows = new ChosenRows(indexBytes, chosen, KernelArguments.Of(problem), target);
        return
        [
            rows.Check(ChosenRows.Places(places, indexBytes)),
            rows.Base(x.Layout, y.Layout, size),
            rows.Scatter([.. axes], size, 2, reduction),
        ];

        ChosenAxis At(int axis, long offset) => new(y.Layout.Dims[axis], y.Layout.Strides[axis] * size, offset);
    }

    private static string Reduction(Operator op) => op is ScatterElementsOp s ? s.Reduction : ((ScatterNDOp)op).Reduction;
}
