using StbImageWriteSharp;

namespace XinRT.Cli.Demo;

/// <summary>Draws boxes on a page and writes it as PNG.</summary>
internal static class BoxPainter
{
    private static readonly byte[] Red = [220, 30, 30];

    public static byte[] Paint(Tensor page, IEnumerable<TextBox> boxes)
    {
        var copy = page.Clone();
        int h = (int)page.Dims[0], w = (int)page.Dims[1];
        foreach (var b in boxes)
        {
            for (int x = b.Left; x < b.Right; x++)
            {
                Dot(copy, w, h, x, b.Top);
                Dot(copy, w, h, x, b.Bottom - 1);
            }
            for (int y = b.Top; y < b.Bottom; y++)
            {
                Dot(copy, w, h, b.Left, y);
                Dot(copy, w, h, b.Right - 1, y);
            }
        }
        using var stream = new MemoryStream();
        new ImageWriter().WritePng(copy.Bytes.ToArray(), w, h, ColorComponents.RedGreenBlue, stream);
        return stream.ToArray();
    }

    private static void Dot(Tensor picture, int w, int h, int x, int y)
    {
        if (x >= 0 && y >= 0 && x < w && y < h) Red.CopyTo(picture.Span<byte>()[((y * w + x) * 3)..]);
    }
}
