using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>1 at the first largest element of each run along one axis, 0 elsewhere.</summary>
[OnnxOperator("Hardmax", Since = 13)]
public sealed record HardmaxOp(long Axis = -1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) => AxisRule.InferSame(ctx, Axis);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (x, axis) = AxisRule.Input(ctx, Axis);
        var y = ctx.Output(0, x.DType, ctx.Input(0).Dims);
        double[] src = x.ToDoubles(), dst = new double[src.Length];
        int length = (int)x.Dims[axis], inner = (int)Strides.Count(x.Dims[(axis + 1)..]);
        for (int i = 0; length > 0 && i < src.Length / length; i++)
        {
            int start = i / inner * length * inner + i % inner, best = start;
            for (int k = 1; k < length; k++)
            {
                double candidate = src[start + k * inner];
                // A NaN is larger than all, as in a search for the maximum.
                if (candidate > src[best] || (double.IsNaN(candidate) && !double.IsNaN(src[best]))) best = start + k * inner;
            }
            dst[best] = 1;
        }
        ElementConverter.Write(dst, y);
    }
}
