using XinRT.Ir;
using XinRT.Reference.Images;

namespace XinRT.Ops;

/// <summary>Decodes the bytes of a picture file to <c>[height, width, channels]</c>; a damaged file gives an empty picture.</summary>
[OnnxOperator("ImageDecoder", Since = 20)]
public sealed record ImageDecoderOp(string PixelFormat = "RGB") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (PixelFormat is not ("RGB" or "BGR" or "Grayscale"))
            throw ctx.Error($"pixel_format must be RGB, BGR or Grayscale, but it is '{PixelFormat}'").AsShapeError();
        ctx.Output(0, DType.U8, Shape.Of([ctx.NewDim(), ctx.NewDim(), PixelFormat == "Grayscale" ? 1 : 3]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        DecodedImage? image;
        try
        {
            image = ImageFile.Decode(ctx.Input(0).Bytes);
        }
        catch (NotSupportedException e)
        {
            throw ctx.Error(e.Message).Try("decode the picture before the model, or store it as PNG, JPEG, WebP, BMP or PNM").AsRunError();
        }
        image ??= new(0, 0, []);
        var y = ctx.Output(0, DType.U8, image.Height, image.Width, PixelFormat == "Grayscale" ? 1 : 3).Span<byte>();
        var rgb = image.Rgb;
        if (PixelFormat == "RGB") rgb.CopyTo(y);
        else if (PixelFormat == "BGR")
            for (int i = 0; i < y.Length; i += 3) (y[i], y[i + 1], y[i + 2]) = (rgb[i + 2], rgb[i + 1], rgb[i]);
        else
            for (int i = 0; i < y.Length; i++) y[i] = Luma(rgb[i * 3], rgb[i * 3 + 1], rgb[i * 3 + 2]);
    }

    // ITU-R BT.601 in 16-bit fixed point.
    private static byte Luma(int red, int green, int blue) => (byte)((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
}
