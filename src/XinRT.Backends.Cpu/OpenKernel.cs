using XinRT.Backends.Cpu.Asm;
using XinRT.Reference;

namespace XinRT.Backends.Cpu;

/// <summary>Generated code that is given its sizes by each run.</summary>
internal sealed class OpenKernel(
    CodeMemory memory, OpenKernelGenerator generator, KernelProblem problem, IReadOnlyList<EmittedPhase> phases) : IValueKernel
{
    // Kernels of one program share their pages, which live as long as any of them.
    private readonly CodeMemory _code = memory;

    /// <summary>The code.</summary>
    public PlacedPhase[] Phases { get; } = Arrays.Make(phases.Count, i => new PlacedPhase(phases[i], memory));

    /// <summary>Where the code finds its operands.</summary>
    public KernelArguments Places { get; } = KernelArguments.Of(problem);

    public void Launch(LaunchArguments arguments)
    {
        var run = ((CpuContext)arguments.Device).OpenRun;
        bool done;
        try
        {
            run.Begin(this, arguments);
            done = generator.Run(run);
        }
        finally
        {
            run.End();
        }
        GC.KeepAlive(_code);
        if (!done) NodeEvaluation.Run(arguments.Evaluation);
    }
}
