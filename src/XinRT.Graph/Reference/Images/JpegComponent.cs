namespace XinRT.Reference.Images;

/// <summary>One color component of a JPEG picture: sampling factors, coefficients of all its blocks, then its samples.</summary>
internal sealed class JpegComponent(int id, int across, int down, int table)
{
    public int Id => id;

    /// <summary>Horizontal sampling factor.</summary>
    public int Across => across;

    /// <summary>Vertical sampling factor.</summary>
    public int Down => down;

    /// <summary>Number of the quantization table.</summary>
    public int Table => table;

    /// <summary>Samples that belong to the picture.</summary>
    public int Width { get; private set; }

    /// <summary>Rows that belong to the picture.</summary>
    public int Height { get; private set; }

    /// <summary>Blocks per row, with those that only fill up the last unit.</summary>
    public int BlocksAcross { get; private set; }

    /// <summary>Rows of blocks, with those that only fill up the last unit.</summary>
    public int BlocksDown { get; private set; }

    /// <summary>Coefficients, 64 per block, in row-major order of frequencies.</summary>
    public short[] Coefficients { get; private set; } = [];

    /// <summary>Samples, <see cref="BlocksAcross"/>·8 per row.</summary>
    public byte[] Samples { get; private set; } = [];

    /// <summary>Samples per row.</summary>
    public int Stride => BlocksAcross * 8;

    /// <summary>Last mean value met.</summary>
    public int Mean { get; set; }

    public int MeanTree { get; set; }

    public int DetailTree { get; set; }

    public void Lay(int width, int height, int mostAcross, int mostDown)
    {
        Width = (width * across + mostAcross - 1) / mostAcross;
        Height = (height * down + mostDown - 1) / mostDown;
        BlocksAcross = (width + 8 * mostAcross - 1) / (8 * mostAcross) * across;
        BlocksDown = (height + 8 * mostDown - 1) / (8 * mostDown) * down;
        Coefficients = new short[checked(BlocksAcross * BlocksDown * 64)];
    }

    /// <summary>Turns coefficients into samples.</summary>
    public void Transform(ReadOnlySpan<int> quantization)
    {
        Samples = new byte[Coefficients.Length];
        for (int block = 0; block < BlocksAcross * BlocksDown; block++)
        {
            int at = block / BlocksAcross * 8 * Stride + block % BlocksAcross * 8;
            InverseCosine.Run(Coefficients.AsSpan(block * 64, 64), quantization, Samples.AsSpan(at), Stride);
        }
        Coefficients = [];
    }
}
