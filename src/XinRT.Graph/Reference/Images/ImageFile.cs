using StbImageSharp;

namespace XinRT.Reference.Images;

/// <summary>Decodes a picture by the format that its first bytes tell.</summary>
public static class ImageFile
{
    /// <summary>The picture, or null if the file is damaged; <see cref="NotSupportedException"/> for a format that is known
    /// but not read.</summary>
    public static DecodedImage? Decode(ReadOnlyMemory<byte> file)
    {
        var head = file.Span;
        try
        {
            if (head.Length >= 2 && head[0] == 'P' && head[1] is >= (byte)'1' and <= (byte)'6') return PnmReader.Read(head);
            if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8)) return TiffReader.Read(head);
            if (head.StartsWith("\0\0\0\x0CjP  "u8) || (head.Length > 4 && head[0] == 0xFF && head[1] == 0x4F && head[2] == 0xFF && head[3] == 0x51))
                return Jpeg2000Reader.Read(file);
            if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8))
                return WebPReader.Read(file);
            if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) && JpegReader.Read(head) is { } jpeg) return jpeg;
            return Common(file);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IndexOutOfRangeException
            or ArgumentException or OverflowException or EndOfStreamException)
        {
            return null;
        }
    }

    private static DecodedImage Common(ReadOnlyMemory<byte> file)
    {
        byte[] bytes = file.ToArray();
        using var stream = new MemoryStream(bytes);
        var info = ImageInfo.FromStream(stream) ?? throw new InvalidDataException("no known picture format");
        DecodedImage.Create(info.Width, info.Height);
        var picture = ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue);
        return new(picture.Width, picture.Height, picture.Data);
    }
}
