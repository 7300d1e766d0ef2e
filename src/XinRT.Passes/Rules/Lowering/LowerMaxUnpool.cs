using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>MaxUnpool(x, indices)</c> to the size that pooling came from → a <c>ScatterElements</c> into zeros.</summary>
public sealed class LowerMaxUnpool : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<MaxUnpoolOp>(
        P.Any("x"), P.Any("indices"),
        P.Optional(P.Const("size"))).As("y");

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        if (match["x"].TensorType is not { DType: DType.F32, Shape: { IsStatic: true } x }) return "it is not one of float32 and known sizes";
        var op = match.Op<MaxUnpoolOp>("y");
        if (match.Output.TensorType.Shape is not { } y) return "its result has no known size";
        int axes = op.KernelShape.Count;
        if (x.Rank != axes + 2 || y.Rank != x.Rank || axes == 0 || op.Strides.Count % axes != 0 || op.Pads.Count % (2 * axes) != 0)
            return "attributes and sizes have other numbers of axes";
        if (y[0] != x[0] || y[1] != x[1]) return "another size is wanted than pooling came from";
        for (int i = 0; i < axes; i++)
        {
            long stride = op.Strides.IsEmpty ? 1 : op.Strides[i];
            long pads = op.Pads.IsEmpty ? 0 : op.Pads[i] + op.Pads[i + axes];
            // Indices count in that size.
            if (y[i + 2] != (x[i + 2].Value - 1) * stride + op.KernelShape[i] - pads) return "another size is wanted than pooling came from";
        }
        return null;
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        long[] sizes = [.. match.Output.TensorType.Shape!.Dims.ToArray().Select(d => d.Value)];
        var zeros = editor.Add(new ExpandOp(), editor.Constant(Tensor.Scalar(0f)), editor.Integers(Reference.Strides.Count(sizes)));
        var all = editor.Integers(-1);
        var places = editor.Add(new ReshapeOp(), match["indices"], all);
        var filled = editor.Add(new ScatterElementsOp(), zeros, places, editor.Add(new ReshapeOp(), match["x"], all));
        return editor.Add(new ReshapeOp(), filled, editor.Integers(sizes));
    }
}
