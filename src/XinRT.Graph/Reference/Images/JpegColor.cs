namespace XinRT.Reference.Images;

/// <summary>Brings the components of a JPEG picture to full size and to red, green and blue.</summary>
/// <remarks>Chroma of half size is interpolated linearly between the centers of its samples, with the rounding that ONNX
/// ImageDecoder describes: halves go down and up in turn. Other ratios repeat samples.</remarks>
internal static class JpegColor
{
    /// <summary>A component as width·height samples.</summary>
    public static byte[] Enlarge(JpegComponent c, int width, int height, int mostAcross, int mostDown)
    {
        int wide = mostAcross / c.Across, tall = mostDown / c.Down;
        var result = new byte[width * height];
        bool smooth = wide <= 2 && tall <= 2 && wide * tall > 1 && (wide == 1 || c.Width > 2)
            && mostAcross % c.Across == 0 && mostDown % c.Down == 0;
        var sums = new int[c.Width];
        for (int y = 0; y < height; y++)
        {
            var row = result.AsSpan(y * width, width);
            int at = y * c.Down / mostDown;
            if (!smooth)
            {
                for (int x = 0; x < width; x++) row[x] = c.Samples[at * c.Stride + x * c.Across / mostAcross];
                continue;
            }
            int near = tall == 1 ? at : Math.Clamp(y % 2 == 0 ? at - 1 : at + 1, 0, c.Height - 1);
            for (int i = 0; i < sums.Length; i++)
            {
                int own = c.Samples[at * c.Stride + i];
                sums[i] = tall == 1 ? own : 3 * own + c.Samples[near * c.Stride + i];
            }
            if (wide == 1)
                for (int x = 0; x < width; x++) row[x] = (byte)((sums[x] + (y % 2 == 0 ? 1 : 2)) >> 2);
            else if (tall == 1) Across(sums, row, 2, 1, 2);
            else Across(sums, row, 4, 8, 7);
        }
        return result;
    }

    /// <summary>Converts luma and chroma (ITU-R BT.601, full range) in 16-bit fixed point.</summary>
    public static void ToRgb(byte[] luma, byte[] blue, byte[] red, DecodedImage image)
    {
        const int Half = 1 << 15;
        for (int i = 0; i < luma.Length; i++)
        {
            int y = luma[i], cb = blue[i] - 128, cr = red[i] - 128;
            image.Set(i, Clamp(y + ((91881 * cr + Half) >> 16)), Clamp(y + ((-22554 * cb - 46802 * cr + Half) >> 16)),
                Clamp(y + ((116130 * cb + Half) >> 16)));
        }
    }

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);

    private static void Across(ReadOnlySpan<int> sums, Span<byte> row, int bits, int even, int odd)
    {
        for (int x = 0; x < row.Length; x++)
        {
            int at = x / 2, near = Math.Clamp(x % 2 == 0 ? at - 1 : at + 1, 0, sums.Length - 1);
            row[x] = (byte)((3 * sums[at] + sums[near] + (x % 2 == 0 ? even : odd)) >> bits);
        }
    }
}
