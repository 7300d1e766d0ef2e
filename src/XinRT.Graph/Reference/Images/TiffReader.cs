using System.Buffers.Binary;
using System.IO.Compression;

namespace XinRT.Reference.Images;

/// <summary>Reads the first picture of a TIFF file: strips of 8-bit gray, palette or RGB samples, plain, PackBits, LZW or
/// Deflate, with or without the horizontal predictor.</summary>
public static class TiffReader
{
    private const int Width = 256, Height = 257, BitsPerSample = 258, Compression = 259, Photometric = 262, StripOffsets = 273,
        SamplesPerPixel = 277, RowsPerStrip = 278, StripByteCounts = 279, PlanarConfiguration = 284, Predictor = 317, ColorMap = 320;

    /// <summary>Reads a file.</summary>
    public static DecodedImage Read(ReadOnlySpan<byte> file)
    {
        var tags = Directory(file);
        long Tag(int tag, long missing) => tags.TryGetValue(tag, out var v) && v.Length > 0 ? v[0] : missing;
        var image = DecodedImage.Create(Tag(Width, 0), Tag(Height, 0));
        long samples = Tag(SamplesPerPixel, 1), kind = Tag(Photometric, 1);
        bool wide = tags.TryGetValue(BitsPerSample, out var bits) ? Array.Exists(bits, b => b != 8) : true;
        if (wide || samples is < 1 or > 8 || kind > 3 || Tag(PlanarConfiguration, 1) != 1 || !tags.TryGetValue(StripOffsets, out var offsets))
            throw new NotSupportedException("of TIFF pictures only strips of 8-bit gray, palette and RGB samples are read");
        if (kind == 2 && samples < 3) throw new InvalidDataException($"RGB takes 3 samples, but there are {samples}");
        long[] counts = tags.GetValueOrDefault(StripByteCounts) ?? [];
        long rowBytes = image.Width * samples, rowsPerStrip = Math.Clamp(Tag(RowsPerStrip, image.Height), 1, image.Height);
        var pixels = new byte[checked((int)(rowBytes * image.Height))];
        for (int strip = 0; strip < offsets.Length && strip * rowsPerStrip < image.Height; strip++)
        {
            long rows = Math.Min(rowsPerStrip, image.Height - strip * rowsPerStrip);
            int length = (int)Math.Clamp(strip < counts.Length ? counts[strip] : rows * rowBytes, 0, file.Length - offsets[strip]);
            var target = pixels.AsSpan((int)(strip * rowsPerStrip * rowBytes), (int)(rows * rowBytes));
            Unpack(Tag(Compression, 1), file.Slice((int)offsets[strip], length), target);
            if (Tag(Predictor, 1) == 2) Accumulate(target, (int)rowBytes, (int)samples);
        }
        Paint(image, pixels, (int)samples, kind, tags.GetValueOrDefault(ColorMap) ?? []);
        return image;
    }

    private static void Paint(DecodedImage image, byte[] pixels, int samples, long kind, long[] colors)
    {
        for (int p = 0; p < image.Width * image.Height; p++)
        {
            byte first = pixels[p * samples];
            if (kind == 2) image.Set(p, first, pixels[p * samples + 1], pixels[p * samples + 2]);
            else if (kind == 3) image.Set(p, (byte)(colors[first] >> 8), (byte)(colors[256 + first] >> 8), (byte)(colors[512 + first] >> 8));
            else image.Set(p, kind == 0 ? (byte)~first : first);
        }
    }

    private static Dictionary<int, long[]> Directory(ReadOnlySpan<byte> file)
    {
        bool little = file[0] == 'I';
        long U16(ReadOnlySpan<byte> b) => little ? BinaryPrimitives.ReadUInt16LittleEndian(b) : BinaryPrimitives.ReadUInt16BigEndian(b);
        long U32(ReadOnlySpan<byte> b) => little ? BinaryPrimitives.ReadUInt32LittleEndian(b) : BinaryPrimitives.ReadUInt32BigEndian(b);
        var tags = new Dictionary<int, long[]>();
        int start = checked((int)U32(file[4..]));
        for (long i = 0, count = U16(file[start..]); i < count; i++)
        {
            var entry = file.Slice(start + 2 + (int)i * 12, 12);
            long size = U16(entry[2..]) switch { 1 => 1, 3 => 2, 4 => 4, _ => 0 }, items = U32(entry[4..]);
            if (size == 0 || items * size > file.Length) continue;
            var data = items * size <= 4 ? entry[8..] : file[checked((int)U32(entry[8..]))..];
            var values = new long[items];
            for (int k = 0; k < items; k++)
                values[k] = size == 1 ? data[k] : size == 2 ? U16(data[(k * 2)..]) : U32(data[(k * 4)..]);
            tags[(int)U16(entry)] = values;
        }
        return tags;
    }

    private static void Unpack(long compression, ReadOnlySpan<byte> src, Span<byte> dst)
    {
        switch (compression)
        {
            case 1: src[..Math.Min(src.Length, dst.Length)].CopyTo(dst); break;
            case 5: Lzw(src, dst); break;
            case 8 or 32946:
                using (var inflate = new ZLibStream(new MemoryStream(src.ToArray()), CompressionMode.Decompress)) inflate.ReadAtLeast(dst, dst.Length, false);
                break;
            case 32773: PackBits(src, dst); break;
            default: throw new NotSupportedException($"TIFF compression {compression} is not read");
        }
    }

    private static void PackBits(ReadOnlySpan<byte> src, Span<byte> dst)
    {
        for (int from = 0, to = 0; from < src.Length && to < dst.Length;)
        {
            int code = (sbyte)src[from++];
            if (code == -128) continue;
            int count = Math.Min(Math.Abs(code) + 1, dst.Length - to);
            if (code >= 0) src.Slice(from, count).CopyTo(dst[to..]);
            else dst.Slice(to, count).Fill(src[from]);
            from += code >= 0 ? count : 1;
            to += count;
        }
    }

    // Codes grow from 9 to 12 bits, most significant bit first; 256 clears the table, 257 ends.
    private static void Lzw(ReadOnlySpan<byte> src, Span<byte> dst)
    {
        var (start, length) = (new int[4096], new int[4096]);
        int next = 258, width = 9, previous = -1, to = 0;
        for (long bit = 0; bit + width <= (long)src.Length * 8 && to < dst.Length; bit += width)
        {
            if (previous < 0) (next, width) = (258, 9);
            int code = 0;
            for (int i = 0; i < width; i++) code = code << 1 | (src[(int)((bit + i) >> 3)] >> (int)(7 - ((bit + i) & 7)) & 1);
            if (code == 257) return;
            if (code == 256)
            {
                bit += width - 9;
                (previous, next, width) = (-1, 258, 9);
                continue;
            }
            int begin = to;
            if (code < 256) dst[to++] = (byte)code;
            else
            {
                // A code may be the one just being defined: the previous string and its own first byte.
                bool own = code == next && previous >= 0;
                if (code >= next && !own) throw new InvalidDataException($"LZW code {code} is not defined");
                int count = own ? length[next - 1] + 1 : length[code], from = own ? start[next - 1] : start[code];
                for (int i = 0; i < count && to < dst.Length; i++) dst[to++] = dst[from + i];
            }
            if (previous >= 0 && next < 4096) (start[next], length[next]) = (previous, begin - previous + 1);
            if (previous >= 0 && next < 4096) next++;
            previous = begin;
            width = next >= 2047 ? 12 : next >= 1023 ? 11 : next >= 511 ? 10 : 9;
        }
    }

    private static void Accumulate(Span<byte> rows, int rowBytes, int samples)
    {
        for (int start = 0; start < rows.Length; start += rowBytes)
            for (int i = start + samples; i < start + rowBytes; i++) rows[i] += rows[i - samples];
    }
}
