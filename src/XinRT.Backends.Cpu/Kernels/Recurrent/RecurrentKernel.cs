using XinRT.Backends.Cpu.Kernels.Contraction;
using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Recurrent;

/// <summary>Recurrent layers with constant weights: LSTM, GRU, RNN, all attributes and optional operands.</summary>
/// <remarks>
/// <para>Phases: 1 brings the initial states into the workspace and checks lengths; 2 computes the products of all items of all
/// sequences with W, of both directions, as one matrix product that starts from the biases; 3 runs the steps; 4 copies the last states
/// to where they are wanted.</para>
/// <para>Phase 3 is cut in one of two ways. With <c>parts=1</c> a task is a direction of a group of sequences from the first step to the
/// last: no barrier, but R goes through the cache of one core. With more parts a phase of as many rounds as there are steps
/// shares the units of a direction among the workers, each of which keeps its part of R; a round costs a barrier. See
/// <see cref="RecurrentCode"/> for a step.</para>
/// </remarks>
internal sealed class RecurrentKernel : KernelGenerator
{
    private const int MostProjections = 3;

    /// <summary>Time to hand out a round and to wait for it.</summary>
    private const double BarrierSeconds = 0.8e-6;

    /// <summary>Bytes per second of one core from its second-level cache.</summary>
    private const double CachedBytesPerSecond = 150e9;

    /// <inheritdoc/>
    public override string Name => "recurrent";

    /// <inheritdoc/>
    public override string? Fault => "a sequence may be as long as the steps at hand at most, but number {0} of them (counted from 1) is not";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target) => RecurrentForm.WhyNot(problem);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Parameters(KernelProblem problem) => ["outputs", "vectors", "parts"];

    /// <inheritdoc/>
    public override IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target)
    {
        var form = RecurrentForm.Of(problem, target);
        var projections = ContractionTactics.Of(Projection(problem, form), target).Take(MostProjections);
        int most = (int)Math.Min(form.Blocks, target.Threads / form.Directions);
        int[] parts = most <= 1 ? [1] : Seconds(form, target, 1) <= Seconds(form, target, most) ? [1, most] : [most, 1];
        return [.. from p in projections from n in parts select Tactic.Of(("outputs", p["outputs"]), ("vectors", p["vectors"]), ("parts", n))];
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = RecurrentForm.Of(problem, target);
        return KernelPlan.RowMajor(problem) with
        {
            Inputs = [.. problem.Inputs.Select((o, i) => o is null ? null : i == RecurrentForm.X ? o.Layout : TensorLayout.RowMajor([.. o.Layout.Dims]))],
            WritesStrided = true,
            WritesAnyOrder = true,
            WorkspaceBytes = form.Workspace.End,
        };
    }

    /// <inheritdoc/>
    public override PackPlan Packing(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = RecurrentForm.Of(problem, target);
        var inputs = new[] { RecurrentForm.W, RecurrentForm.R, RecurrentForm.B, RecurrentForm.Peepholes }
            .Where(i => i < problem.Inputs.Count && problem.Inputs[i] is not null);
        return new([.. inputs], RecurrentPacking.Types(form),
            () => RecurrentPacking.Pack(form, problem.Inputs, ContractionTactics.Vectors(tactic, target)));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = RecurrentForm.Of(problem, target);
        var states = new RecurrentStates(problem, form);
        if (form.Steps * form.Batch == 0) return [states.Start(target), states.End(target)];
        int parts = (int)Math.Min(tactic.Within("parts", 1, int.MaxValue), form.Blocks);
        return
        [
            states.Start(target),
            ContractionTactics.Phase(Projection(problem, form), tactic, target),
            parts == 1 ? Whole(problem, form, target) : Shared(problem, form, target, parts),
            states.End(target),
        ];
    }

    private static KernelPhase Whole(KernelProblem problem, RecurrentForm form, CpuTarget target)
    {
        int groups = Groups(form, target);
        return new(form.Directions * groups, Seconds(form, target, 1) * Workers(form, target), asm => new RecurrentCode(asm, problem, form, 1, groups).Emit());
    }

    private static KernelPhase Shared(KernelProblem problem, RecurrentForm form, CpuTarget target, int parts)
    {
        int stages = form.Attributes.Stages.Count;
        double round = Seconds(form, target, parts) / form.Steps / stages;
        // That the units are shared is settled, however short a round is.
        return new(form.Directions * parts, Math.Max(round * parts, target.Threads * 1e-5), asm => new RecurrentCode(asm, problem, form, parts, 1).Emit())
        {
            Rounds = form.Steps * stages,
        };
    }

    // Groups of sequences that are as large as each other, for workers that have no direction.
    private static int Groups(RecurrentForm form, CpuTarget target)
    {
        int most = (int)Math.Max(1, Math.Min(form.Batch, target.Threads / form.Directions));
        while (form.Batch % most != 0) most--;
        return most;
    }

    private static int Workers(RecurrentForm form, CpuTarget target) => Math.Min(target.Threads, form.Directions * Groups(form, target));

    // Time of all steps if the units of a direction are shared like that.
    private static double Seconds(RecurrentForm form, CpuTarget target, int parts)
    {
        int workers = parts > 1 ? Math.Min(target.Threads, form.Directions * parts) : Workers(form, target);
        double weights = 4.0 * form.WeightsOfDirection, held = parts > 1 || form.Directions > 1 ? weights * form.Directions / Math.Min(workers, form.Directions * parts) : weights;
        double passes = parts > 1 ? (double)form.Directions / workers : form.Directions > 1 ? (double)form.Directions / Math.Min(workers, form.Directions) : 1;
        double read = weights * passes / (held <= target.L2Bytes * 0.9 ? CachedBytesPerSecond : 2 * target.BytesPerSecond);
        double flops = weights / 2 * form.Directions * form.Batch / workers / target.Flops;
        return form.Steps * (Math.Max(read, flops) + (parts > 1 ? BarrierSeconds * form.Attributes.Stages.Count : 0));
    }

    private static ContractionProblem Projection(KernelProblem problem, RecurrentForm form)
    {
        var arguments = KernelArguments.Of(problem);
        var x = problem.Inputs[RecurrentForm.X]!.Layout.Strides;
        var (step, sequence) = form.Attributes.BatchFirst ? (x[1], x[0]) : (x[0], x[1]);
        bool joined = form.Batch == 1 || form.Steps == 1 || step == sequence * form.Batch;
        // One axis of items if they lie at even distances.
        var (rows, row) = (form.Steps * form.Batch, form.Batch == 1 ? step : sequence);
        return new()
        {
            Y = AxisWindow.Plain(joined ? 1 : form.Steps), X = AxisWindow.Plain(joined ? rows : form.Batch),
            K = checked((int)form.Inputs), N = checked((int)form.Columns),
            A = new(KernelArguments.Input(RecurrentForm.X), Array.Empty<long>(), step, row, 0),
            Steps = new(0, 0, 0, x[2]),
            B = new(PanelForm.Packed, arguments.Packed(0), Array.Empty<long>()),
            C = new(arguments.Workspace, Array.Empty<long>(), form.Batch * form.Columns, form.Columns, 1, form.Workspace.Projected / 4),
            Initial = new(arguments.Packed(1), Array.Empty<long>(), 0, 0, 1),
            Epilogue = ScalarExpr.Identity,
        };
    }
}
