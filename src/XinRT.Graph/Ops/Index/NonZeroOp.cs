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
        using var isSet = new Rented<bool>(x.Count);
        Mark(x, isSet.Span);
        int found = isSet.Span.Count(true);
        var y = ctx.Output(0, DType.I64, x.Rank, found).Span<long>();
        long[] strides = Strides.Of(x.Dims);
        int next = 0;
        for (int i = 0; i < x.Count && next < found; i++)
        {
            if (!isSet.Span[i]) continue;
            for (int axis = 0; axis < x.Rank; axis++) y[axis * found + next] = i / strides[axis] % x.Dims[axis];
            next++;
        }
    }

    private static void Mark(Tensor x, Span<bool> isSet)
    {
        if (x.DType == DType.Bool)
        {
            for (int i = 0; i < x.Count; i++) isSet[i] = x.Span<byte>()[i] != 0;
            return;
        }
        if (x.DType == DType.String)
        {
            for (int i = 0; i < x.Count; i++) isSet[i] = x.Strings[i].Length > 0;
            return;
        }
        // A complex number is two real ones.
        int parts = x.DType.IsComplex() ? 2 : 1;
        var type = x.DType switch
        {
            DType.C64 => DType.F32,
            DType.C128 => DType.F64,
            var own => own,
        };
        using var values = new Rented<double>(parts * x.Count);
        ElementConverter.Read(parts == 1 ? x : new Tensor(type, [2L * x.Count], x.Bytes), values.Span);
        for (int i = 0; i < x.Count; i++) isSet[i] = values.Span.Slice(i * parts, parts).ContainsAnyExcept(0.0);
    }
}
