namespace XinRT.Reference.Images;

/// <summary>A picture of 8-bit red, green and blue, row by row.</summary>
public sealed record DecodedImage(int Width, int Height, byte[] Rgb)
{
    /// <summary>Most pixels that a file may ask for.</summary>
    public const long MaxPixels = 1 << 27;

    /// <summary>Makes an empty picture; <see cref="InvalidDataException"/> for sizes that no picture has.</summary>
    public static DecodedImage Create(long width, long height)
    {
        Check(width, height);
        return new((int)width, (int)height, new byte[width * height * 3]);
    }

    /// <summary>Throws <see cref="InvalidDataException"/> for sizes that no picture has.</summary>
    public static void Check(long width, long height)
    {
        if (width < 1 || height < 1 || width > MaxPixels / height)
            throw new InvalidDataException($"a picture of {width}x{height} pixels cannot be read");
    }

    /// <summary>Throws also if a file of so many bytes hardly has such a picture: in some formats a few bytes can ask for much
    /// memory, with nothing in them.</summary>
    public static void Check(long width, long height, long bytes)
    {
        Check(width, height);
        if (width * height > (1 << 24) + 4096 * bytes) throw new InvalidDataException($"{bytes} bytes do not hold {width}x{height} pixels");
    }

    /// <summary>Sets one pixel.</summary>
    public void Set(int pixel, byte red, byte green, byte blue) =>
        (Rgb[pixel * 3], Rgb[pixel * 3 + 1], Rgb[pixel * 3 + 2]) = (red, green, blue);

    /// <summary>Sets one gray pixel.</summary>
    public void Set(int pixel, byte gray) => Set(pixel, gray, gray, gray);
}
