namespace XinRT.Compare.Files;

/// <summary>Resizes pictures.</summary>
public static class PictureScaling
{
    /// <summary>Bilinear resize of <c>u8[h, w, 3]</c> with pixel centers at half coordinates and edges repeated.</summary>
    public static Tensor Bilinear(Tensor picture, int width, int height)
    {
        int sourceHeight = (int)picture.Dims[0], sourceWidth = (int)picture.Dims[1];
        if (sourceHeight == height && sourceWidth == width) return picture;
        var result = Tensor.Zeros(DType.U8, height, width, 3);
        var src = picture.Span<byte>();
        var dst = result.Span<byte>();
        for (int y = 0; y < height; y++)
        {
            var (top, bottom, fy) = Position(y, height, sourceHeight);
            for (int x = 0; x < width; x++)
            {
                var (left, right, fx) = Position(x, width, sourceWidth);
                for (int c = 0; c < 3; c++)
                {
                    double upper = src[(top * sourceWidth + left) * 3 + c] * (1 - fx) + src[(top * sourceWidth + right) * 3 + c] * fx;
                    double lower = src[(bottom * sourceWidth + left) * 3 + c] * (1 - fx) + src[(bottom * sourceWidth + right) * 3 + c] * fx;
                    dst[(y * width + x) * 3 + c] = (byte)Math.Round(upper * (1 - fy) + lower * fy);
                }
            }
        }
        return result;
    }

    private static (int Low, int High, double Part) Position(int at, int size, int sourceSize)
    {
        double position = Math.Clamp((at + 0.5) * sourceSize / size - 0.5, 0, sourceSize - 1);
        int low = (int)position;
        return (low, Math.Min(low + 1, sourceSize - 1), position - low);
    }
}
