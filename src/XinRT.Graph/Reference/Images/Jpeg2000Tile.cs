namespace XinRT.Reference.Images;

/// <summary>The rectangle of a picture, tile, resolution or band, ends excluded.</summary>
internal readonly record struct Jpeg2000Area(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;

    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>The area of every 2^<paramref name="shift"/>th sample, from the given offset.</summary>
    public Jpeg2000Area Reduce(int shift, int x, int y) => new(Up(Left, shift, x), Up(Top, shift, y), Up(Right, shift, x), Up(Bottom, shift, y));

    private static int Up(int value, int shift, int offset) =>
        (int)((value - ((long)offset << Math.Max(shift - 1, 0)) + (1L << shift) - 1) >> shift);
}

/// <summary>A code block: where it is, and what the packets said of it.</summary>
internal sealed class Jpeg2000CodeBlock(Jpeg2000Area area)
{
    public Jpeg2000Area Area => area;

    public List<ReadOnlyMemory<byte>> Data { get; } = [];

    public bool Included { get; set; }

    public int Planes { get; set; }

    public int Passes { get; set; }

    /// <summary>Bits of the length of its next piece, less those for the number of passes.</summary>
    public int LengthBits { get; set; } = 3;
}

/// <summary>A band of one resolution: 0 low in both directions, 1 high across, 2 high down, 3 both.</summary>
internal sealed record Jpeg2000Band(int Orientation, Jpeg2000Area Area, int Planes, float Step);

/// <summary>The blocks of a band that lie in one precinct.</summary>
internal sealed class Jpeg2000Blocks
{
    public Jpeg2000Blocks(Jpeg2000Band band, Jpeg2000Area area, int blockWidth, int blockHeight)
    {
        Band = band;
        if (area.IsEmpty) return;
        int left = area.Left >> blockWidth, top = area.Top >> blockHeight;
        int across = ((area.Right - 1) >> blockWidth) - left + 1, down = ((area.Bottom - 1) >> blockHeight) - top + 1;
        (Inclusion, ZeroPlanes) = (new(across, down), new(across, down));
        for (int i = 0; i < across * down; i++)
        {
            int x = (left + i % across) << blockWidth, y = (top + i / across) << blockHeight;
            Blocks.Add(new(new(Math.Max(x, area.Left), Math.Max(y, area.Top),
                Math.Min(x + (1 << blockWidth), area.Right), Math.Min(y + (1 << blockHeight), area.Bottom))));
        }
    }

    public Jpeg2000Band Band { get; }

    public List<Jpeg2000CodeBlock> Blocks { get; } = [];

    public Jpeg2000TagTree? Inclusion { get; }

    public Jpeg2000TagTree? ZeroPlanes { get; }
}

/// <summary>The part of a resolution that packets are made of; its blocks are laid out when a packet has some.</summary>
internal sealed class Jpeg2000Precinct(int component, int resolution, int index, long x, long y, Func<List<Jpeg2000Blocks>> lay)
{
    public int Component => component;

    public int Resolution => resolution;

    public int Index => index;

    public long X => x;

    public long Y => y;

    public List<Jpeg2000Blocks>? Bands { get; private set; }

    public List<Jpeg2000Blocks> Lay() => Bands ??= lay();
}

/// <summary>One component of a tile.</summary>
internal sealed class Jpeg2000TileComponent
{
    private readonly Jpeg2000Coding _coding;
    private readonly Jpeg2000Area[] _resolutions;
    private long _blocksLeft;

    /// <param name="number">Number of the component.</param>
    /// <param name="area">Its samples in this tile.</param>
    /// <param name="coding">Wavelet and blocks.</param>
    /// <param name="quantization">Steps.</param>
    /// <param name="depth">Bits of its samples.</param>
    /// <param name="most">More precincts or blocks than so many cannot be in the file.</param>
    public Jpeg2000TileComponent(int number, Jpeg2000Area area, Jpeg2000Coding coding, Jpeg2000Quantization quantization, int depth, long most)
    {
        (_coding, Area, _blocksLeft) = (coding, area, most);
        _resolutions = new Jpeg2000Area[coding.Levels + 1];
        for (int r = 0; r <= coding.Levels; r++)
        {
            int level = coding.Levels - r;
            var whole = _resolutions[r] = area.Reduce(level, 0, 0);
            if (whole.IsEmpty) continue;
            var bands = new List<Jpeg2000Band>();
            for (int b = r == 0 ? 0 : 1; b <= (r == 0 ? 0 : 3); b++)
            {
                var (exponent, mantissa) = quantization.Band(r == 0 ? 0 : 3 * (r - 1) + b);
                float step = (float)((1 + mantissa / 2048.0) * Math.Pow(2, depth - exponent));
                bands.Add(new(b, area.Reduce(r == 0 ? level : level + 1, b & 1, b >> 1), exponent + quantization.GuardBits - 1, step));
            }
            int wide = coding.Precincts[r] & 15, tall = coding.Precincts[r] >> 4;
            int left = whole.Left >> wide, top = whole.Top >> tall;
            int across = ((whole.Right - 1) >> wide) - left + 1, down = ((whole.Bottom - 1) >> tall) - top + 1;
            if ((long)across * down > most - Precincts.Count) throw new InvalidDataException($"{across}x{down} precincts cannot be in the file");
            for (int i = 0; i < across * down; i++)
            {
                int x = left + i % across, y = top + i / across, shrink = r == 0 ? 0 : 1;
                Precincts.Add(new(number, r, i, Math.Max((long)x << (wide + level), area.Left), Math.Max((long)y << (tall + level), area.Top),
                    () => Lay(bands, x, y, wide - shrink, tall - shrink)));
            }
        }
    }

    public Jpeg2000Area Area { get; }

    public bool Whole => _coding.Whole;

    public List<Jpeg2000Precinct> Precincts { get; } = [];

    /// <summary>Decodes blocks and undoes the wavelet, with the 5/3 transform.</summary>
    public int[] WholeSamples()
    {
        var samples = new int[Area.Width * Area.Height];
        Blocks((at, value, _) => samples[at] = value / 2);
        Undo(samples, Jpeg2000Wavelet.Whole);
        return samples;
    }

    /// <summary>Decodes blocks and undoes the wavelet, with the 9/7 transform.</summary>
    public float[] RealSamples()
    {
        var samples = new float[Area.Width * Area.Height];
        Blocks((at, value, step) => samples[at] = value * (0.5f * step));
        Undo(samples, Jpeg2000Wavelet.Real);
        return samples;
    }

    private List<Jpeg2000Blocks> Lay(List<Jpeg2000Band> bands, int x, int y, int wide, int tall)
    {
        int blockWidth = Math.Min(_coding.BlockWidth, wide), blockHeight = Math.Min(_coding.BlockHeight, tall);
        return bands.ConvertAll(band =>
        {
            var area = new Jpeg2000Area(
                (int)Math.Max((long)x << wide, band.Area.Left), (int)Math.Max((long)y << tall, band.Area.Top),
                (int)Math.Min((x + 1L) << wide, band.Area.Right), (int)Math.Min((y + 1L) << tall, band.Area.Bottom));
            if (!area.IsEmpty) _blocksLeft -= ((long)area.Width >> blockWidth) * (area.Height >> blockHeight);
            return _blocksLeft >= 0 ? new Jpeg2000Blocks(band, area, blockWidth, blockHeight)
                : throw new InvalidDataException("so many blocks cannot be in the file");
        });
    }

    private void Undo<T>(T[] samples, LineTransform<T> line)
    {
        for (int r = 1; r < _resolutions.Length; r++)
        {
            var (low, full) = (_resolutions[r - 1], _resolutions[r]);
            if (full.IsEmpty) continue;
            Jpeg2000Wavelet.Undo(samples, Area.Width, (low.Width, low.Height), (full.Width, full.Height),
                ((full.Left & 1) != 0, (full.Top & 1) != 0), line);
        }
    }

    private void Blocks(Action<int, int, float> put)
    {
        foreach (var precinct in Precincts)
        {
            foreach (var group in precinct.Bands ?? [])
            {
                // High parts lie behind the low parts of the resolution below.
                var band = group.Band;
                int left = (band.Orientation & 1) == 0 ? 0 : _resolutions[precinct.Resolution - 1].Width;
                int top = band.Orientation < 2 ? 0 : _resolutions[precinct.Resolution - 1].Height;
                foreach (var block in group.Blocks)
                {
                    if (block.Passes == 0) continue;
                    var data = new byte[block.Data.Sum(d => d.Length)];
                    int at = 0;
                    foreach (var piece in block.Data)
                    {
                        piece.CopyTo(data.AsMemory(at));
                        at += piece.Length;
                    }
                    var values = Jpeg2000Block.Decode(data, block.Area.Width, block.Area.Height, band.Orientation, block.Planes, block.Passes, _coding.Style);
                    int start = (top + block.Area.Top - band.Area.Top) * Area.Width + left + block.Area.Left - band.Area.Left;
                    for (int i = 0; i < values.Length; i++)
                        if (values[i] != 0) put(start + i / block.Area.Width * Area.Width + i % block.Area.Width, values[i], band.Step);
                }
            }
        }
    }
}
