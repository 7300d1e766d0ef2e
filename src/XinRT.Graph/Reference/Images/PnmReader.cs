namespace XinRT.Reference.Images;

/// <summary>Reads PBM, PGM and PPM pictures, as text (P1 to P3) or binary (P4 to P6).</summary>
public static class PnmReader
{
    /// <summary>Reads a file.</summary>
    public static DecodedImage Read(ReadOnlySpan<byte> file)
    {
        char kind = (char)file[1];
        int at = 2;
        long width = Number(file, ref at), height = Number(file, ref at);
        bool bitmap = kind is '1' or '4', color = kind is '3' or '6', text = kind <= '3';
        long largest = bitmap ? 1 : Number(file, ref at);
        if (largest is < 1 or > 65535) throw new InvalidDataException($"the largest value must be 1 to 65535, but it is {largest}");
        long least = bitmap ? (text ? width : (width + 7) / 8) * height : width * height * (color ? 3 : 1);
        if (least > file.Length) throw new InvalidDataException("the file ends early");
        var image = DecodedImage.Create(width, height);
        if (!text) at++;
        Span<byte> sample = stackalloc byte[3];
        for (int pixel = 0; pixel < width * height; pixel++)
        {
            if (kind == '4')
            {
                long row = pixel / width, column = pixel % width;
                bool black = (file[at + (int)(row * ((width + 7) / 8) + column / 8)] >> (int)(7 - column % 8) & 1) != 0;
                image.Set(pixel, (byte)(black ? 0 : 255));
                continue;
            }
            for (int c = 0; c < (color ? 3 : 1); c++)
            {
                long value = kind == '1' ? 1 - Digit(file, ref at) : text ? Number(file, ref at)
                    : largest < 256 ? file[at++] : file[at++] << 8 | file[at++];
                sample[c] = (byte)(largest == 255 ? Math.Min(value, 255) : (Math.Min(value, largest) * 255 + largest / 2) / largest);
            }
            if (color) image.Set(pixel, sample[0], sample[1], sample[2]);
            else image.Set(pixel, sample[0]);
        }
        return image;
    }

    private static long Number(ReadOnlySpan<byte> file, ref int at)
    {
        Skip(file, ref at);
        int start = at;
        long value = 0;
        for (; at < file.Length && file[at] is >= (byte)'0' and <= (byte)'9'; at++) value = Math.Min(value * 10 + file[at] - '0', int.MaxValue);
        if (at == start) throw new InvalidDataException($"a number is wanted at byte {at}");
        return value;
    }

    private static long Digit(ReadOnlySpan<byte> file, ref int at)
    {
        Skip(file, ref at);
        return file[at++] == '1' ? 1 : 0;
    }

    private static void Skip(ReadOnlySpan<byte> file, ref int at)
    {
        for (; at < file.Length; at++)
        {
            if (file[at] == '#')
                while (at < file.Length && file[at] != '\n') at++;
            else if (file[at] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 11 or 12)) return;
        }
    }
}
