namespace XinRT.Backends.Cpu;

/// <summary>Makes kernels for sizes that only a run can tell, of operands or of results. The code has no size in it;
/// numbers beside the pointers give them (<see cref="KernelArguments.Number"/>).</summary>
/// <remarks>A run is led by <see cref="Run"/>: it reads the sizes, has phases run, and asks for the memory of a result
/// when its size is known, which may be in the middle. A first phase counts, then the result is made, then a second
/// phase fills it.</remarks>
internal abstract class OpenKernelGenerator : KernelGenerator
{
    /// <summary>Runs the phases of <see cref="KernelGenerator.Emit"/> on the operands at hand. False, before any result
    /// is made, if they are not what the code takes: the operator's own evaluation then takes them, or says what is
    /// wrong. Allocates nothing but by the run.</summary>
    public abstract bool Run(OpenRun run);

    /// <inheritdoc/>
    public sealed override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        KernelPlan.RowMajor(problem);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target) =>
        [.. Emit(problem, target).Select(emit => new KernelPhase(0, 0, emit))];

    /// <summary>The code of each phase.</summary>
    protected abstract IReadOnlyList<Action<Asm.VectorAssembler>> Emit(KernelProblem problem, CpuTarget target);

    /// <summary>Type of an input, whether or not its sizes are known.</summary>
    protected static DType TypeOf(KernelProblem problem, int input) =>
        problem.Node.Inputs[input]?.Type is TensorType type ? type.DType : DType.Undefined;

    /// <summary>Number of axes of an input; null if that is not known either.</summary>
    protected static int? RankOf(KernelProblem problem, int input) =>
        (problem.Node.Inputs[input]?.Type as TensorType)?.Shape?.Rank;
}
