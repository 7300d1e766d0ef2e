using XinRT.Backends.Cpu.Kernels;
using XinRT.Backends.Cpu.Kernels.Contraction;
using XinRT.Backends.Cpu.Kernels.Movement;
using XinRT.Backends.Cpu.Kernels.Pointwise;
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
        new WinogradKernel(),
        new ConvTransposeKernel(),
        new MatMulKernel(),
        new BatchedMatMulKernel(),
        new AttentionKernel(),
        new LayerNormKernel(),
        new SoftmaxKernel(),
        new PoolKernel(),
        new GlobalPoolKernel(),
        new ResizeKernel(),
        new PointwiseKernel(),
        new CopyKernel(),
        new ConcatKernel(),
        new PadKernel(),
        new SliceKernel(),
        new TileKernel(),
        new PixelBlockKernel(),
        new GatherKernel(),
    ];
}
