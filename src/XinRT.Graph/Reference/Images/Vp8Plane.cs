namespace XinRT.Reference.Images;

/// <summary>Samples of luma or chroma in whole macroblocks, with the borders that prediction looks at: 127 above, 129 at the
/// left.</summary>
internal sealed class Vp8Plane
{
    public Vp8Plane(int width, int height)
    {
        (Width, Stride) = (width, width + 8);
        Samples = new byte[checked(Stride * (height + 1) + 4)];
        Samples.AsSpan(0, Stride).Fill(127);
        for (int y = 0; y < height; y++) Samples[At(-1, y)] = 129;
    }

    public int Width { get; }

    public int Stride { get; }

    public byte[] Samples { get; }

    /// <summary>Index of a sample; -1 is the border.</summary>
    public int At(int x, int y) => (y + 1) * Stride + 4 + x;
}
