namespace XinRT.Reference.Images;

/// <summary>Interpolates chroma between the centers of its samples, and converts to red, green and blue, with the rounding
/// of the usual WebP decoder.</summary>
internal static class Vp8Color
{
    /// <summary>Makes the picture.</summary>
    public static DecodedImage ToRgb(Vp8Plane luma, Vp8Plane blue, Vp8Plane red, int width, int height)
    {
        var image = DecodedImage.Create(width, height);
        int last = (height - 1) / 2;
        for (int y = 0; y < height; y++)
        {
            int own = blue.At(0, y / 2), next = blue.At(0, Math.Clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, last));
            for (int x = 0; x < width; x++)
            {
                int l = luma.Samples[luma.At(x, y)] * 19077 >> 8;
                int u = Between(blue.Samples, own, next, x, width), v = Between(red.Samples, own, next, x, width);
                image.Set(y * width + x,
                    Clamp(l + (v * 26149 >> 8) - 14234),
                    Clamp(l - (u * 6419 >> 8) - (v * 13320 >> 8) + 8708),
                    Clamp(l + (u * 33050 >> 8) - 17685));
            }
        }
        return image;
    }

    // Weights 9, 3, 3, 1 of the four samples around, in two steps that round each.
    private static int Between(byte[] s, int own, int next, int x, int width)
    {
        int at = x / 2, side = x % 2 == 0 ? at - 1 : at + 1;
        if (side < 0 || side > (width - 1) / 2) return (3 * s[own + at] + s[next + at] + 2) >> 2;
        int a = s[own + at], b = s[own + side], c = s[next + at], d = s[next + side];
        return (((a + 3 * b + 3 * c + d + 8) >> 3) + a) >> 1;
    }

    private static byte Clamp(int value) => (byte)Math.Clamp(value >> 6, 0, 255);
}
