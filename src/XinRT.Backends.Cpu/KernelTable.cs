using XinRT.Backends.Cpu.Kernels.Contraction;
using XinRT.Backends.Cpu.Kernels.Movement;
using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.Backends.Cpu;

/// <summary>All kernel generators; of several that take a problem the first is preferred.</summary>
internal static class KernelTable
{
    /// <summary>The generators in order of preference.</summary>
    public static IReadOnlyList<KernelGenerator> All { get; } =
    [
        new DepthwiseKernel(),
        new ConvKernel(),
        new MatMulKernel(),
        new BatchedMatMulKernel(),
        new WinogradKernel(),
        new PoolKernel(),
        new GlobalPoolKernel(),
        new CopyKernel(),
        new ConcatKernel(),
        new PadKernel(),
        new SliceKernel(),
        new TileKernel(),
        new PixelBlockKernel(),
        new GatherKernel(),
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
        new ResizeKernel(),
    ];
}
