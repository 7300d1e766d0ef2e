using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Square blocks of pixels as channels of a smaller image, for images of few channels in front of a
/// convolution: each channel is followed by its pixels, so that those of a row move together.</summary>
internal static class PixelBlocks
{
    /// <summary>Channels up to which an image comes as planes.</summary>
    public const long FewChannels = 4;

    /// <summary>Why an image is not cut into blocks, or null.</summary>
    public static string? WhyNot(Shape? image, long side) => image switch
    {
        null => "the rank is not known",
        { Rank: not 4 } => "it has other than two spatial axes",
        _ when !image[1].IsConstant || image[1].Value > FewChannels => $"it has more than {FewChannels} channels",
        _ when !image[2].IsConstant || !image[3].IsConstant => "the size of the image is not known",
        _ when image[2].Value % side != 0 || image[3].Value % side != 0 => "blocks do not divide the image",
        _ => null,
    };

    /// <summary><c>[n, c, h, w]</c> → <c>[n, c·side², h/side, w/side]</c>.</summary>
    public static Value Of(GraphEditor editor, Value image, long side)
    {
        var shape = image.TensorType.Shape!;
        long c = shape[1].Value, h = shape[2].Value / side, w = shape[3].Value / side;
        var split = editor.Add(new ReshapeOp(), image, editor.Integers(0, c, h, side, w, side));
        var blocks = editor.Add(new TransposeOp(new long[] { 0, 1, 3, 5, 2, 4 }), split);
        return editor.Add(new ReshapeOp(), blocks, editor.Integers(0, c * side * side, h, w));
    }
}
