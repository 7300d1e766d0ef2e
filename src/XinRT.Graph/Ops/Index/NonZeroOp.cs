using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Coordinates of the elements that are not zero: one row an axis, one column an element, in row-major
/// order.</summary>
[OnnxOperator("NonZero", Since = 9)]
public sealed record NonZeroOp : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx) =>
        ctx.Output(0, DType.I64, [ctx.InputShape(0) is { } shape ? shape.Rank : ctx.NewDim(), ctx.NewDim()]);

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        int[] found = Find(x);
        var y = ctx.Output(0, DType.I64, x.Rank, found.Length).Span<long>();
        long[] strides = Strides.Of(x.Dims);
        for (int axis = 0; axis < x.Rank; axis++)
            for (int i = 0; i < found.Length; i++) y[axis * found.Length + i] = found[i] / strides[axis] % x.Dims[axis];
    }

    private static int[] Find(Tensor x)
    {
        var found = new List<int>();
        if (x.DType == DType.String)
        {
            for (int i = 0; i < x.Count; i++)
                if (x.Strings[i].Length > 0) found.Add(i);
        }
        else if (x.DType.IsComplex())
        {
            // Two real numbers an element.
            int part = x.DType.SizeInBytes() / 2;
            double[] parts = new Tensor(part == 4 ? DType.F32 : DType.F64, [2L * x.Count], x.Bytes).ToDoubles();
            for (int i = 0; i < x.Count; i++)
                if (parts[2 * i] != 0 || parts[2 * i + 1] != 0) found.Add(i);
        }
        else
        {
            double[] values = x.ToDoubles();
            for (int i = 0; i < values.Length; i++)
                if (values[i] != 0) found.Add(i);
        }
        return [.. found];
    }
}
