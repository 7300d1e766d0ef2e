using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Conv(Concat(every second pixel of x, four times), w)</c> → <c>Conv(blocks(x), w')</c>: the image is put
/// together in one pass over memory, in the order of channels that suits it; the filters follow.</summary>
public sealed class FoldPixelSlices : RewriteRule
{
    private const int Side = 2;
    private const int Parts = Side * Side;

    // Channels up to which an image comes as planes.
    private const long FewChannels = 4;

    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<ConvOp>(
        P.Op<ConcatOp>([.. Enumerable.Range(0, Parts).Select(Part)]).As("whole").UsedOnce(),
        P.Const("weights"), P.Optional(P.Any("bias")));

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        if (WhyNotBlocks(match["x"].TensorType.Shape) is { } reason) return reason;
        if (match.Op<ConcatOp>("whole").Axis is not (1 or -3)) return "it does not join channels";
        if (((ConvOp)match.Root.Op).Group != 1) return "the convolution has groups";
        return Enumerable.Range(0, Parts).Select(i => Place(match, i)).Distinct().Count(p => p >= 0) == Parts ? null
            : "the parts are not every second pixel, each once";
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var weights = match.Constant("weights");
        int channels = (int)weights.Dim(1) / Parts;
        int taps = (int)(weights.Count / weights.Dim(0) / weights.Dim(1)) * weights.DType.SizeInBytes();
        var moved = Tensor.Zeros(weights.DType, weights.Dims);
        for (int filter = 0; filter < weights.Dim(0); filter++)
        {
            for (int part = 0; part < Parts; part++)
            {
                int place = Place(match, part);
                for (int c = 0; c < channels; c++)
                {
                    int from = (filter * Parts + part) * channels + c, to = (filter * channels + c) * Parts + place;
                    weights.Bytes.Span.Slice(from * taps, taps).CopyTo(moved.Bytes.Span[(to * taps)..]);
                }
            }
        }
        var image = Blocks(editor, match["x"]);
        var filters = editor.Constant(moved);
        return match.Find("bias") is { } bias ? editor.Add(match.Root.Op, image, filters, bias)
            : editor.Add(match.Root.Op, image, filters);
    }

    private static string? WhyNotBlocks(Shape? image) => image switch
    {
        null => "the rank is not known",
        { Rank: not 4 } => "it has other than two spatial axes",
        _ when !image[1].IsConstant || image[1].Value > FewChannels => $"it has more than {FewChannels} channels",
        _ when !image[2].IsConstant || !image[3].IsConstant => "the size of the image is not known",
        _ when image[2].Value % Side != 0 || image[3].Value % Side != 0 => "blocks do not divide the image",
        _ => null,
    };

    // [n, c, h, w] → [n, c·side², h/side, w/side]: each channel is followed by its pixels, so that those of a row move
    // together.
    private static Value Blocks(GraphEditor editor, Value image)
    {
        var shape = image.TensorType.Shape!;
        long c = shape[1].Value, h = shape[2].Value / Side, w = shape[3].Value / Side;
        var split = editor.Add(new ReshapeOp(), image, editor.Integers(0, c, h, Side, w, Side));
        var blocks = editor.Add(new TransposeOp(new long[] { 0, 1, 3, 5, 2, 4 }), split);
        return editor.Add(new ReshapeOp(), blocks, editor.Integers(0, c * Parts, h, w));
    }

    private static Pattern Part(int i) => P.Op<SliceOp>(
        P.Any("x"), P.Const($"starts{i}"), P.Const($"ends{i}"), P.Const($"axes{i}"), P.Const($"steps{i}")).As($"part{i}");

    // The pixel of its block that a part takes, or -1.
    private static int Place(Match match, int part)
    {
        long[] axes = match.Integers($"axes{part}")!, starts = match.Integers($"starts{part}")!;
        if (match.Integers($"steps{part}")!.Any(s => s != Side) || axes.Length != 2) return -1;
        int rows = Array.FindIndex(axes, a => a is 2 or -2), columns = Array.FindIndex(axes, a => a is 3 or -1);
        if (rows < 0 || columns < 0 || starts.Any(s => s is < 0 or >= Side)) return -1;
        Shape whole = match["x"].TensorType.Shape!, some = match[$"part{part}"].TensorType.Shape!;
        bool isAll = some[2].Value * Side == whole[2].Value && some[3].Value * Side == whole[3].Value;
        return isAll ? (int)(starts[rows] * Side + starts[columns]) : -1;
    }
}
