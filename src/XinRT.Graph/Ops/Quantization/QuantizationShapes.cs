using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>How the sizes of operand, scale and zero point must fit together.</summary>
internal static class QuantizationShapes
{
    /// <summary>Fails if sizes known before the run contradict each other.</summary>
    public static void Check(InferContext ctx, long axis, long block)
    {
        if (block < 0) throw ctx.Error($"block_size must not be negative, but it is {block}").AsShapeError();
        if (ctx.InputShape(1) is not { } scale || !scale.TryGetStatic(out long[]? scaleDims)) return;
        if (ctx.Has(2) && ctx.InputShape(2) is { IsStatic: true } zero && zero.Count != scale.Count)
            throw ctx.Error($"scale and zero point must have one shape, but they are [{scale}] and [{zero}]").AsShapeError();
        if (ctx.InputShape(0) is not { } x || !x.TryGetStatic(out long[]? dims)) return;
        if (QuantizationGrid.Make(dims, scaleDims, axis, block, out string wanted) is null) throw ctx.Error(wanted).AsShapeError();
    }

    /// <summary>The grid of a run.</summary>
    public static QuantizationGrid Grid(EvalContext ctx, Tensor x, Tensor scale, Tensor? zero, long axis, long block)
    {
        if (zero is not null && zero.Count != scale.Count)
            throw ctx.Error($"scale and zero point must have one shape, but they are [{scale.Type.Shape}] and [{zero.Type.Shape}]").AsRunError();
        return QuantizationGrid.Make(x.Dims, scale.Dims, axis, block, out string wanted) ?? throw ctx.Error(wanted).AsRunError();
    }
}
