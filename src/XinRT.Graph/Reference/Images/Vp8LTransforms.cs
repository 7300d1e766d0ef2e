namespace XinRT.Reference.Images;

/// <summary>Undoes the transforms of VP8L on pixels of alpha, red, green and blue, 8 bits each from the highest.</summary>
internal static class Vp8LTransforms
{
    public const int Predictor = 0, CrossColor = 1, SubtractGreen = 2, Palette = 3;

    private const uint Black = 0xFF000000;

    /// <summary>Undoes one transform; <paramref name="width"/> is that after it.</summary>
    public static uint[] Undo(int kind, uint[] pixels, int width, int height, int bits, uint[] data)
    {
        if (kind == Palette) return Colors(pixels, width, height, bits, data);
        int across = (width + (1 << bits) - 1) >> bits;
        for (int at = 0; at < pixels.Length; at++)
        {
            uint p = pixels[at], green = p >> 8 & 0xFF;
            var (y, x) = Math.DivRem(at, width);
            uint tile = kind == SubtractGreen ? 0 : data[(y >> bits) * across + (x >> bits)];
            pixels[at] = kind switch
            {
                Predictor => Add(p, x == 0 ? (y == 0 ? Black : pixels[at - width]) : y == 0 ? pixels[at - 1]
                    : Predict((int)(tile >> 8 & 15), pixels[at - 1], pixels.AsSpan(at - width - 1, 3))),
                CrossColor => Cross(p, green, tile),
                _ => Add(p, green << 16 | green),
            };
        }
        return pixels;
    }

    /// <summary>The sum of each channel, modulo 256.</summary>
    public static uint Add(uint a, uint b) =>
        ((a & 0xFF00FF00) + (b & 0xFF00FF00) & 0xFF00FF00) | ((a & 0x00FF00FF) + (b & 0x00FF00FF) & 0x00FF00FF);

    private static uint Cross(uint pixel, uint green, uint factors)
    {
        int red = (int)(pixel >> 16 & 0xFF) + Product(factors, green);
        int blue = (int)(pixel & 0xFF) + Product(factors >> 8, green) + Product(factors >> 16, (uint)red);
        return pixel & 0xFF00FF00 | (uint)(red & 0xFF) << 16 | (uint)(blue & 0xFF);
    }

    private static int Product(uint factor, uint value) => (sbyte)factor * (sbyte)value >> 5;

    // Small palettes put the indices of 2, 4 or 8 pixels into one.
    private static uint[] Colors(uint[] packed, int width, int height, int bits, uint[] colors)
    {
        var pixels = new uint[width * height];
        int across = (width + (1 << bits) - 1) >> bits, each = 8 >> bits;
        for (int i = 0; i < pixels.Length; i++)
        {
            var (y, x) = Math.DivRem(i, width);
            uint index = packed[y * across + (x >> bits)] >> 8 & 0xFF;
            index = index >> (x & ((1 << bits) - 1)) * each & ((1u << each) - 1);
            pixels[i] = index < colors.Length ? colors[index] : 0;
        }
        return pixels;
    }

    private static uint Predict(int mode, uint left, ReadOnlySpan<uint> above)
    {
        uint corner = above[0], top = above[1], right = above[2];
        return mode switch
        {
            1 => left,
            2 => top,
            3 => right,
            4 => corner,
            5 => Average(Average(left, right), top),
            6 => Average(left, corner),
            7 => Average(left, top),
            8 => Average(corner, top),
            9 => Average(top, right),
            10 => Average(Average(left, corner), Average(top, right)),
            11 => Nearer(left, top, corner),
            12 => PerChannel(left, top, corner, false),
            13 => PerChannel(Average(left, top), corner, corner, true),
            _ => Black,
        };
    }

    private static uint Average(uint a, uint b) => ((a ^ b) >> 1 & 0x7F7F7F7F) + (a & b);

    // The one that the gradient left + top - corner is nearer to.
    private static uint Nearer(uint left, uint top, uint corner)
    {
        int difference = 0;
        for (int shift = 0; shift < 32; shift += 8)
        {
            int l = (byte)(left >> shift), t = (byte)(top >> shift), c = (byte)(corner >> shift);
            difference += Math.Abs(l - c) - Math.Abs(t - c);
        }
        return difference <= 0 ? top : left;
    }

    // a + b - c, or a + (a - c)/2 when halved.
    private static uint PerChannel(uint a, uint b, uint c, bool half)
    {
        uint result = 0;
        for (int shift = 0; shift < 32; shift += 8)
        {
            int x = (byte)(a >> shift), y = (byte)(b >> shift), z = (byte)(c >> shift);
            result |= (uint)Math.Clamp(half ? x + (x - z) / 2 : x + y - z, 0, 255) << shift;
        }
        return result;
    }
}
