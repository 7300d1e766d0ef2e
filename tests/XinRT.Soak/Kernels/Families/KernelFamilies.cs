namespace XinRT.Soak.Kernels.Families;

/// <summary>All families of operators that generators make kernels for.</summary>
internal static class KernelFamilies
{
    /// <summary>The families.</summary>
    public static IReadOnlyList<KernelFamily> All { get; } =
    [
        new("convolution", 3, ConvolutionFamily.General),
        new("planes", 1, ConvolutionFamily.Planes),
        new("depthwise", 2.5, ConvolutionFamily.Depthwise),
        new("grouped", 2, ConvolutionFamily.Grouped),
        new("winograd", 1, ConvolutionFamily.Square),
        new("transposed", 1, ConvolutionFamily.Transposed),
        new("cascade", 1.5, ConvolutionFamily.Cascade),
        new("scaled-convolution", 0.7, ConvolutionFamily.Scaled),
        new("pool", 2, PoolFamily.Windows),
        new("indexed-pool", 0.7, PoolFamily.Indexed),
        new("global-pool", 1, PoolFamily.Global),
        new("col2im", 0.5, PoolFamily.Columns),
        new("resize", 1, PoolFamily.Resize),
        new("grid-sample", 0.5, PoolFamily.GridSample),
        new("roi-align", 0.5, PoolFamily.RoiAlign),
        new("product", 2.5, ProductFamily.Constant),
        new("product-of-values", 1.5, ProductFamily.Batched),
        new("gemm", 1.5, ProductFamily.Gemm),
        new("attention", 2.5, ProductFamily.Attention),
        new("rotary", 0.7, ProductFamily.Rotary),
        new("recurrent", 1, RecurrentFamily.Make),
        new("softmax", 1, NormalizationFamily.Softmax),
        new("layer-norm", 1, NormalizationFamily.Layer),
        new("group-norm", 1, NormalizationFamily.Group),
        new("batch-norm", 0.7, NormalizationFamily.Batch),
        new("reduce", 1.5, NormalizationFamily.Reduce),
        new("arg-extreme", 0.6, SelectionFamily.ArgExtreme),
        new("top-k", 0.6, SelectionFamily.TopK),
        new("open-top-k", 0.3, SelectionFamily.OpenTopK),
        new("non-zero", 0.3, SelectionFamily.NonZero),
        new("suppression", 0.4, SelectionFamily.Suppression),
        new("element-wise", 2, ElementFamily.Broadcast),
        new("typed-element-wise", 1, ElementFamily.Typed),
        new("pieces", 0.7, ElementFamily.Pieces),
        new("cast", 0.5, ElementFamily.Cast),
        new("copy", 0.7, MovementFamily.Copy),
        new("concat", 0.7, MovementFamily.Concat),
        new("pad", 0.7, MovementFamily.Pad),
        new("slice", 0.7, MovementFamily.Slice),
        new("tile", 0.4, MovementFamily.Tile),
        new("pixel-blocks", 0.5, MovementFamily.PixelBlocks),
        new("gather", 0.6, IndexFamily.Gather),
        new("gather-nd", 0.4, IndexFamily.GatherND),
        new("gather-elements", 0.4, IndexFamily.GatherElements),
        new("scatter", 0.6, IndexFamily.Scatter),
        new("cum-sum", 0.4, IndexFamily.CumSum),
    ];

    /// <summary>A family, by its weight.</summary>
    public static KernelFamily Pick(SoakRandom random)
    {
        double at = random.Unit() * All.Sum(f => f.Weight);
        foreach (var family in All)
            if ((at -= family.Weight) < 0) return family;
        return All[^1];
    }
}
