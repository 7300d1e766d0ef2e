using System.Buffers.Binary;

namespace XinRT.Reference.Images;

/// <summary>Reads WebP pictures, lossy and lossless, without their transparency; of a moving picture, the first frame.</summary>
public static class WebPReader
{
    /// <summary>Reads a file.</summary>
    public static DecodedImage Read(ReadOnlyMemory<byte> file)
    {
        var head = file.Span;
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        var chunks = file[12..(int)Math.Min((uint)file.Length, size + 8L)];
        if (!chunks.Span.StartsWith("VP8X"u8)) return Picture(chunks);
        var extended = chunks.Span.Slice(8, 10);
        if ((extended[0] & 2) == 0) return Picture(chunks);

        var frame = Find(chunks, "ANMF"u8);
        if (frame.IsEmpty) throw new InvalidDataException("a moving picture has no frame");
        var canvas = DecodedImage.Create(U24(extended[4..]) + 1, U24(extended[7..]) + 1);
        var picture = Picture(frame[16..]);
        int left = U24(frame.Span) * 2, top = U24(frame.Span[3..]) * 2;
        if (left + picture.Width > canvas.Width || top + picture.Height > canvas.Height)
            throw new InvalidDataException($"a frame reaches over the canvas of {canvas.Width}x{canvas.Height}");
        for (int y = 0; y < picture.Height; y++)
        {
            picture.Rgb.AsSpan(y * picture.Width * 3, picture.Width * 3)
                .CopyTo(canvas.Rgb.AsSpan(((top + y) * canvas.Width + left) * 3));
        }
        return canvas;
    }

    private static DecodedImage Picture(ReadOnlyMemory<byte> chunks)
    {
        var lossy = Find(chunks, "VP8 "u8);
        if (!lossy.IsEmpty) return Vp8Reader.Read(lossy);
        var lossless = Find(chunks, "VP8L"u8);
        return lossless.IsEmpty ? throw new InvalidDataException("the file has no picture") : Vp8LReader.Read(lossless);
    }

    private static ReadOnlyMemory<byte> Find(ReadOnlyMemory<byte> chunks, ReadOnlySpan<byte> name)
    {
        while (chunks.Length >= 8)
        {
            long size = BinaryPrimitives.ReadUInt32LittleEndian(chunks.Span[4..]);
            if (chunks.Span.StartsWith(name)) return chunks.Slice(8, (int)Math.Min(size, chunks.Length - 8));
            size = 8 + size + (size & 1);
            if (size > chunks.Length) break;
            chunks = chunks[(int)size..];
        }
        return default;
    }

    private static int U24(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}
