using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Cost of operators that read only the chosen part of a large input.</summary>
internal static class IndexCost
{
    /// <summary>Output 0 is read and written once, the indices are read once.</summary>
    public static Cost OfOutput(CostContext ctx) =>
        new(0, ctx.OutputCount(0) * 2 * (ctx.Node.Outputs[0]?.TensorType.DType.BitWidth() ?? 0) / 8 + ctx.InputCount(1) * 8);
}
