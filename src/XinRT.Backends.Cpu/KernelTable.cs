using XinRT.Backends.Cpu.Kernels;

namespace XinRT.Backends.Cpu;

/// <summary>All kernel generators, the preferred ones first.</summary>
internal static class KernelTable
{
    /// <summary>Asked in this order.</summary>
    public static IReadOnlyList<KernelGenerator> All { get; } =
    [
        new AttentionKernel(),
        new LayerNormKernel(),
        new SoftmaxKernel(),
    ];
}
