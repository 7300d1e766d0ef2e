using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Operators along one axis whose output has the type of input 0. A scalar counts as one element on axis 0.</summary>
internal static class AxisRule
{
    /// <summary>Checks the axis and gives output 0 the type of input 0.</summary>
    public static void InferSame(InferContext ctx, long axis)
    {
        if (ctx.InputShape(0) is { } shape) ctx.Axis(axis, Math.Max(1, shape.Rank));
        ctx.Output(0, ctx.Input(0));
    }

    /// <summary>Input 0, of rank 1 or more, with the normalized axis.</summary>
    public static (Tensor X, int Axis) Input(EvalContext ctx, long axis)
    {
        var x = ctx.Input(0);
        if (x.Rank == 0) x = x.Reshape(1);
        return (x, ctx.Axis(axis, x.Rank));
    }
}
