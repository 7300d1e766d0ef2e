using XinRT.Backends.Cpu.Kernels.Contraction;

namespace XinRT.Backends.Cpu;

/// <summary>All kernel generators; where several take a problem, the earlier one is preferred.</summary>
internal static class KernelTable
{
    /// <summary>The generators.</summary>
    public static IReadOnlyList<KernelGenerator> All { get; } =
    [
        new ConvKernel(),
        new MatMulKernel(),
        new BatchedMatMulKernel(),
    ];
}
