using XinRT.Backends;

namespace XinRT.Runtime.Execution;

/// <summary>One step of one context.</summary>
internal interface IBoundStep
{
    /// <summary>Computes the step.</summary>
    void Run(CancellationToken cancel);
}

/// <summary>A step on fixed memory.</summary>
internal sealed class MemoryStep(IBoundKernel kernel) : IBoundStep
{
    public void Run(CancellationToken cancel) => kernel.Run();
}
