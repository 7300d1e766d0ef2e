using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu;

/// <summary>Makes the kernels of one family: says which problems it takes, how it may be tuned, and emits the code. Holds no
/// state.</summary>
/// <remarks>A generator that packs constants must take every size of the other operands, because an engine of open sizes packs
/// once.</remarks>
internal abstract class KernelGenerator
{
    /// <summary>Name in engine files, lower case with dashes.</summary>
    public abstract string Name { get; }

    /// <summary>Why the problem is not taken, or null. Looks at operators, types, sizes and constants, not at the layouts of
    /// inputs, which can be changed.</summary>
    public abstract Refusal? WhyNot(KernelProblem problem, CpuTarget target);

    /// <summary>Tactics worth trying, the best by rule of thumb first. Never empty.</summary>
    public virtual IReadOnlyList<Tactic> Tactics(KernelProblem problem, CpuTarget target) => [Tactic.Default];

    /// <summary>Names of the parameters that a tactic of the problem may have.</summary>
    public virtual IReadOnlyList<string> Parameters(KernelProblem problem) => [];

    /// <summary>The tactic that an engine names for a problem.</summary>
    public Tactic TacticOf(KernelSpec spec, KernelProblem problem) => Tactic.Of(spec, Parameters(problem));

    /// <summary>Whether the rule of thumb prefers this generator to those after it that take the problem too.</summary>
    public virtual bool IsPreferred(KernelProblem problem, CpuTarget target) => true;

    /// <summary>Layouts and memory that the kernel needs.</summary>
    public abstract KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target);

    /// <summary>Constants in the form in which the kernel reads them; null if it has none.</summary>
    public virtual PackPlan? Packing(KernelProblem problem, Tactic tactic, CpuTarget target) => null;

    /// <summary>What it means if the kernel leaves a number other than 0 in the first 64 bits of its workspace: the error that the run
    /// ends with, <c>{0}</c> standing for the number. Null if the kernel cannot fail.</summary>
    public virtual string? Fault => null;

    /// <summary>The phases of the kernel, run one after the other with a barrier between. Operands have their final layouts;
    /// packed inputs have no contents.</summary>
    public abstract IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target);
}

/// <summary>One parallel loop of a kernel.</summary>
/// <param name="Tasks">Number of independent tasks; each writes its own part of the output.</param>
/// <param name="Seconds">Estimated time of all tasks of a round on one worker. Decides whether the loop is worth splitting.</param>
/// <param name="Emit">Writes the code; see <see cref="VectorAssembler"/> for the function's form and <see cref="KernelArguments"/>
/// for its arguments.</param>
internal sealed record KernelPhase(long Tasks, double Seconds, Action<VectorAssembler> Emit)
{
    /// <summary>Bytes that each worker needs for itself, given by the kernel's fourth parameter, aligned to 64.</summary>
    public long ScratchBytes { get; init; }

    /// <summary>How often the loop runs, with a barrier after each round: steps that need the results of the one before. The tasks of
    /// round r have the numbers <c>r·Tasks ≤ t &lt; (r + 1)·Tasks</c>; a worker gets the same ones in each round.</summary>
    public long Rounds { get; init; } = 1;
}

/// <summary>Byte offsets of pointers in the block that a kernel gets as its first parameter: inputs, outputs, packed constants,
/// workspace. Absent operands keep their place.</summary>
internal readonly record struct KernelArguments(int Inputs, int Outputs)
{
    /// <summary>The block of a problem.</summary>
    public static KernelArguments Of(KernelProblem problem) => new(problem.Inputs.Count, problem.Outputs.Count);

    /// <summary>Pointer to an input.</summary>
    public static int Input(int index) => index * 8;

    /// <summary>Pointer to an output.</summary>
    public int Output(int index) => (Inputs + index) * 8;

    /// <summary>Pointer to the workspace.</summary>
    public int Workspace => (Inputs + Outputs) * 8;

    /// <summary>Pointer to a packed constant.</summary>
    public int Packed(int index) => (Inputs + Outputs + 1 + index) * 8;

    /// <summary>A number that a run gives to a kernel of an <see cref="OpenKernelGenerator"/>, which has no packed constants.</summary>
    public int Number(int index) => Packed(index);
}
