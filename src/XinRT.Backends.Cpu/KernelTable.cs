using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.Backends.Cpu;

/// <summary>All kernel generators in order of preference: the first that takes a problem is the default choice.</summary>
internal static class KernelTable
{
    /// <summary>The generators.</summary>
    public static IReadOnlyList<KernelGenerator> All { get; } =
    [
        new DepthwiseKernel(),
        new WinogradKernel(),
        new PoolKernel(),
        new GlobalPoolKernel(),
    ];
}
