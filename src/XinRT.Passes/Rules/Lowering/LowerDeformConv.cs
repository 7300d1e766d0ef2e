using XinRT.Ir;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Passes;

/// <summary><c>DeformConv(x)</c> of images → a <c>GridSample</c> of all moved taps and a <c>Conv</c> over them.</summary>
/// <remarks>The taps of the window are one axis of what is sampled: <c>[n, c, taps, positions]</c>, on which the convolution has a
/// window of <c>taps × 1</c>. Groups of offsets are images of their own to the sampling.</remarks>
public sealed class LowerDeformConv : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<DeformConvOp>(
        P.Any("x"), P.Any("w"), P.Any("offset"),
        P.Optional(P.Any("bias")), P.Optional(P.Any("mask"))).As("y");

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        foreach (var value in (Value?[])[match["x"], match["w"], match["offset"], match.Find("mask"), match.Output])
        {
            if (value is null) continue;
            if (value.TensorType is not { DType: DType.F32, Shape: { Rank: 4 } shape }) return "it is not one of float32 images";
            if (!shape.IsStatic) return "sizes depend on the run";
        }
        var x = Sizes(match["x"]);
        if (x[2] < 2 || x[3] < 2) return "an axis of the image has a single pixel";
        var op = match.Op<DeformConvOp>("y");
        long[] w = Sizes(match["w"]), y = Sizes(match.Output);
        if (op.OffsetGroup < 1 || x[1] % op.OffsetGroup != 0 || w[1] * op.Group != x[1]) return "groups do not divide the channels";
        long[] offset = [x[0], 2 * op.OffsetGroup * Taps(match), y[2], y[3]], mask = [x[0], offset[1] / 2, y[2], y[3]];
        return !Sizes(match["offset"]).SequenceEqual(offset) || (match.Find("mask") is { } m && !Sizes(m).SequenceEqual(mask))
            ? "an operand has other sizes than the result" : null;
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var op = match.Op<DeformConvOp>("y");
        long[] x = Sizes(match["x"]), w = Sizes(match["w"]), y = Sizes(match.Output);
        long taps = Taps(match), groups = op.OffsetGroup, images = x[0] * groups;
        var offsets = Reshape(match["offset"], images, taps, 2, y[2], y[3]);
        // Offsets are given down before across, the grid wants them across before down.
        var grid = editor.Add(new ConcatOp(-1), Positions(1), Positions(0));
        var pixels = Reshape(match["x"], images, x[1] / groups, x[2], x[3]);
        var samples = editor.Add(new GridSampleOp(AlignCorners: true), pixels, grid);
        if (match.Find("mask") is { } mask) samples = editor.Add(new MulOp(), samples, Reshape(mask, images, 1, taps * y[2], y[3]));
        var columns = Reshape(samples, x[0], x[1], taps, y[2] * y[3]);
        var conv = editor.Add(new ConvOp(Group: op.Group), columns, Reshape(match["w"], w[0], w[1], taps, 1), match.Find("bias"));
        return Reshape(conv, y);

        Value Reshape(Value value, params long[] sizes) => editor.Add(new ReshapeOp(), value, editor.Integers(sizes));

        // Pixel p of n lies at 2p / (n - 1) - 1.
        Value Positions(int axis)
        {
            double scale = 2.0 / (x[2 + axis] - 1);
            long dilation = op.Dilations.IsEmpty ? 1 : op.Dilations[axis], stride = op.Strides.IsEmpty ? 1 : op.Strides[axis];
            long pad = op.Pads.IsEmpty ? 0 : op.Pads[axis];
            var places = Tensor.Zeros(DType.F32, axis == 0 ? [taps, y[2], 1] : [taps, 1, y[3]]);
            int count = (int)y[2 + axis];
            for (int i = 0; i < places.Count; i++)
            {
                long tap = axis == 0 ? i / count / w[3] : i / count % w[3];
                places.Span<float>()[i] = (float)((i % count * stride - pad + tap * dilation) * scale - 1);
            }
            var moved = editor.Add(new SliceOp(), offsets, editor.Integers(axis), editor.Integers(axis + 1), editor.Integers(2));
            var scaled = editor.Add(new MulOp(), Reshape(moved, images, taps, y[2], y[3]), editor.Constant(Tensor.Scalar((float)scale)));
            return Reshape(editor.Add(new AddOp(), scaled, editor.Constant(places)), images, taps * y[2], y[3], 1);
        }
    }

    private static long Taps(Match match) => Strides.Count(Sizes(match["w"]).AsSpan(2));

    private static long[] Sizes(Value value) => Arrays.Make(4, i => value.TensorType.Shape![i].Value);
}
