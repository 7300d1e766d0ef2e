using XinRT.Backends.Cpu.Kernels.Attention;
using XinRT.Backends.Cpu.Kernels.Contraction;
using XinRT.Backends.Cpu.Kernels.Movement;
using XinRT.Backends.Cpu.Kernels.Normalization;
using XinRT.Backends.Cpu.Kernels.Pointwise;
using XinRT.Backends.Cpu.Kernels.Recurrent;
using XinRT.Backends.Cpu.Kernels.Reduction;
using XinRT.Backends.Cpu.Kernels.Selection;
using XinRT.Backends.Cpu.Kernels.Spatial;

namespace XinRT.Backends.Cpu;

/// <summary>All kernel generators; of several that take a problem the first is preferred.</summary>
internal static class KernelTable
{
    /// <summary>The generators in order of preference.</summary>
    public static IReadOnlyList<KernelGenerator> All { get; } =
    [
        new CascadeKernel(),
        new GroupConvKernel(),
        // Takes a third of the products of the general convolution after it.
        new WinogradKernel(),
        new ConvKernel(),
        // Only faster where planes are wanted, which a convolution cannot see.
        new PlaneConvKernel(),
        new ConvTransposeKernel(),
        new MatMulKernel(),
        new BatchedMatMulKernel(),
        new AttentionKernel(),
        new RotaryKernel(),
        new LayerNormKernel(),
        new GroupNormKernel(),
        new BatchNormKernel(),
        new SoftmaxKernel(),
        new ReduceKernel(),
        new RecurrentKernel(),
        new ArgExtremeKernel(),
        new TopKKernel(),
        new OpenTopKKernel(),
        new NonZeroKernel(),
        new NonMaxSuppressionKernel(),
        new PoolKernel(),
        new IndexedPoolKernel(),
        new Col2ImKernel(),
        new GlobalPoolKernel(),
        new ResizeKernel(),
        new CastKernel(),
        // Before the element-wise kernel, which also copies, but without transposing blocks.
        new CopyKernel(),
        new PointwiseKernel(),
        new PieceKernel(),
        new TypedPointwiseKernel(),
        new PadKernel(),
        new SliceKernel(),
        new TileKernel(),
        new PixelBlockKernel(),
        new GatherKernel(),
        new GatherNDKernel(),
        new GatherElementsKernel(),
        new ScatterKernel(),
        new CumSumKernel(),
        new GridSampleKernel(),
        new RoiAlignKernel(),
    ];
}
