using XinRT.Backends.Cpu.Emitters;
using XinRT.Fusion;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Interpolation along one or two axes of a tensor whose innermost axis stays as it is, such as a channels-last
/// image.</summary>
/// <remarks>
/// <para>Lanes are elements of the innermost axis. A task is one row of the output: all places along the inner resized axis, for one
/// place along each other axis and at most <see cref="MaxVectors"/> vectors of lanes. Indices and weights of both axes are tables of
/// constants, made by the rules of the reference.</para>
/// <para>With two axes and weights, the weighted sum of the source rows goes to scratch memory first, as wide as the source, in the
/// first cache; then places are interpolated from there. Nearest places are read from the source itself; where each repeats equally
/// often, it is loaded once and stored as often.</para>
/// <para>Registers: weights of one place, if they are few (see <see cref="TapWeights"/>), and up to four sums; pointers to source row, place, table, output and to each operand of the
/// epilogue.</para>
/// </remarks>
internal sealed class ResizeKernel : KernelGenerator
{
    private const int MaxVectors = 8, MaxTaps = 32, MaxOperands = 3;
    private const long ScratchBytes = 32 << 10;

    /// <inheritdoc/>
    public override string Name => "resize";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Anchored is not { Anchor: ResizeOp op } node) return Refusal.OtherOperator;
        if (problem.Inputs[node.AnchorInputs[0]] is not { DType: DType.F32 } x || problem.Outputs[0] is not { } y) return "only float32 is taken";
        for (int slot = 1; slot < node.AnchorInputs.Count; slot++)
            if (Operand(problem, node, slot) is { } given && given.Steering is null) return "scales and sizes must be constant";
        if (x.Layout.Count == 0 || y.Layout.Count == 0) return "there is nothing to interpolate";
        var taps = Taps(problem, node, op);
        var resized = taps.Where(t => t is not null).ToList();
        if (resized.Count is 0 or > 2) return $"{resized.Count} axes are resized";
        if (resized.Any(t => t!.Count > MaxTaps)) return $"a place has more than {MaxTaps} taps";
        if (resized.Any(t => t!.Outside.Contains(true))) return "extrapolation";
        if (Lane(x.Layout, taps) is null) return "no axis stays as it is";
        var operands = node.Epilogue.Operands;
        if (operands.Count > MaxOperands) return $"the epilogue reads {operands.Count} operands";
        if (operands.Any(i => problem.Inputs[i] is not { DType: DType.F32 })) return "an operand of the epilogue is not float32";
        int needed = resized.Max(t => TapWeights.Registers(t!.Count)) + 3 + ScalarEmitter.Temporaries(node.Epilogue);
        return needed > target.Vecs ? "the epilogue needs too many registers" : null;
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var node = problem.Anchored!;
        var taps = Taps(problem, node, (ResizeOp)node.Anchor!);
        int rank = taps.Length, source = node.AnchorInputs[0];
        var x = problem.Inputs[source]!.Layout;
        int lane = Lane(x, taps)!.Value;
        var inputs = problem.Inputs.Select(i => i?.Layout).ToArray();
        foreach (int i in node.Epilogue.Operands.Append(source))
        {
            var layout = inputs[i]!;
            int own = lane - (rank - layout.Rank);
            if (own >= 0 && layout.Dims[own] > 1 && layout.Strides[own] != 1) inputs[i] = InnermostAt(layout, own);
        }
        return new() { Inputs = inputs, Outputs = [InnermostAt(problem.Outputs[0]!.Layout, lane, inputs[source])], WritesStrided = true };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var node = problem.Anchored!;
        var taps = Taps(problem, node, (ResizeOp)node.Anchor!);
        TensorLayout x = problem.Inputs[node.AnchorInputs[0]]!.Layout, y = problem.Outputs[0]!.Layout;
        int lane = Lane(x, taps)!.Value;
        int[] resized = [.. y.Order().Where(k => taps[k] is not null)];
        int inner = resized[^1];
        int? outer = resized.Length > 1 ? resized[0] : null;
        bool blends = outer is { } cross && taps[cross]!.Count > 1;
        long width = x.Dims[inner], pitch = x.Strides[inner] * 4;
        var table = outer is { } o ? new TapTable(taps[o]!, x.Strides[o] * 4, joinsEqual: false) : null;
        var lanes = Axis(lane);
        long vectors = blends ? Math.Clamp(ScratchBytes / (width * target.Lanes * 4), 1, MaxVectors) : MaxVectors;
        var cut = LoopNest.Cut(ref lanes, vectors * target.Lanes, target.Lanes);
        var row = new ResizeRow(problem, node, width, pitch, Column(inner), Column(lane), lanes.Count)
        {
            Inner = new(taps[inner]!, blends ? lanes.Count * 4 : pitch, joinsEqual: true),
            Outer = table,
        };
        // No loops within a task: its pointers are used up.
        var axes = LoopNest.Collapse(y.Order().Where(k => k != lane && k != inner).Select(Axis));
        var nest = new LoopNest(axes, cut is { } c ? [c] : [], 1, 0, 0);
        double bytes = y.Count * 4.0 * (taps[inner]!.Count + 1) + (blends ? y.Count / taps[inner]!.Out * width * 4.0 * (table!.Count + 1) : 0);
        return [new(nest.Tasks, bytes / 2 / target.BytesPerSecond, asm => row.Emit(asm, nest)) { ScratchBytes = row.ScratchBytes }];

        // Pointers: output, source, table of the outer axis, operands.
        LoopAxis Axis(int k) => new(y.Dims[k],
        [
            y.Strides[k] * 4, taps[k] is null ? Step(x, k) : 0, k == outer ? table!.EntryBytes : 0, .. Column(k)[1..],
        ]);

        long[] Column(int k) => [y.Strides[k] * 4, .. node.Epilogue.Operands.Select(i => Step(problem.Inputs[i]!.Layout, k))];

        long Step(TensorLayout layout, int k)
        {
            int own = k - (y.Rank - layout.Rank);
            return own < 0 || layout.Dims[own] == 1 ? 0 : layout.Strides[own] * 4;
        }
    }

    private static KernelOperand? Operand(KernelProblem problem, AnchoredForm node, int slot) =>
        slot < node.AnchorInputs.Count && node.AnchorInputs[slot] is >= 0 and var i ? problem.Inputs[i] : null;

    private static AxisTaps?[] Taps(KernelProblem problem, AnchoredForm node, ResizeOp op)
    {
        var dims = problem.Inputs[node.AnchorInputs[0]]!.Layout.Dims.ToArray();
        var taps = op.Taps(problem.Node, dims, Given(1), Given(2), Given(3));
        return [.. taps.Select(t => t is { IsIdentity: true } ? null : t)];

        double[] Given(int slot) => Operand(problem, node, slot)?.Steering?.ToDoubles() ?? [];
    }

    // The axis of the lanes: dense and not resized, or else the one that shall be.
    private static int? Lane(TensorLayout x, AxisTaps?[] taps)
    {
        int[] still = Array.FindAll(Arrays.Indices(taps.Length), k => taps[k] is null);
        int[] dense = [.. still.Where(k => x.Strides[k] == 1 && x.Dims[k] > 1)];
        if (dense.Length > 0) return dense[0];
        int[] wide = [.. still.Where(k => k > 0 && x.Dims[k] > 1)];
        return wide.Length > 0 ? wide[0] : still.Length > 0 ? still[^1] : null;
    }

    private static TensorLayout InnermostAt(TensorLayout layout, int axis, TensorLayout? like = null) =>
        TensorLayout.InOrder(layout.Dims.Span, [.. (like ?? layout).Order().Where(k => k != axis), axis]);
}
