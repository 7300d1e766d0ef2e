using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>What the window functions share: <c>a0 - a1·cos(2πi/n) + a2·cos(4πi/n)</c>, where n is the size, or one less for
/// a symmetric window.</summary>
public static class CosineWindow
{
    /// <summary>The output is one axis of the given size.</summary>
    public static void Infer(InferContext ctx, DType type) =>
        ctx.Output(0, type, Shape.Of([ctx.Data(0) is { Count: > 0 } size ? size[0] : ctx.NewDim()]));

    /// <summary>Fills the output.</summary>
    public static void Evaluate(EvalContext ctx, DType type, bool periodic, double a0, double a1, double a2)
    {
        long size = ctx.Input(0).ToInt64s()[0];
        if (size < 0) throw ctx.Error($"the size must be 0 or more, but it is {size}").AsRunError();
        var y = ctx.Output(0, type, size);
        var values = new double[y.Count];
        long n = periodic ? size : size - 1;
        for (int i = 0; i < values.Length; i++)
        {
            double angle = n == 0 ? 0 : 2 * Math.PI * i / n;
            values[i] = a0 - a1 * Math.Cos(angle) + a2 * Math.Cos(2 * angle);
        }
        ElementConverter.Write(values, y);
    }
}
