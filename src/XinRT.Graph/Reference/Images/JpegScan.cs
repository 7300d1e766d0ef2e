namespace XinRT.Reference.Images;

/// <summary>One pass of a JPEG file over the blocks of some components: sequential, or a progressive band of frequencies and
/// bits.</summary>
internal sealed class JpegScan(bool progressive, int first, int last, int highBit, int lowBit, JpegTree?[] means, JpegTree?[] details)
{
    private static readonly byte[] ZigZag =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private int _endRun;

    /// <summary>Row-major place of a frequency given in the order of the file.</summary>
    public static int Place(int order) => ZigZag[order];

    /// <summary>Reads all blocks; returns the place in the file behind them.</summary>
    public int Read(ReadOnlySpan<byte> file, int position, List<JpegComponent> components, int restartInterval)
    {
        var bits = new JpegBits(file, position);
        bool alone = components.Count == 1;
        var lead = components[0];
        int unitsAcross = alone ? (lead.Width + 7) / 8 : lead.BlocksAcross / lead.Across;
        int unitsDown = alone ? (lead.Height + 7) / 8 : lead.BlocksDown / lead.Down;
        foreach (var c in components) c.Mean = 0;
        for (int unit = 0; unit < unitsAcross * unitsDown; unit++)
        {
            if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0)
            {
                bits.Restart();
                foreach (var c in components) c.Mean = 0;
                _endRun = 0;
            }
            var (row, column) = (unit / unitsAcross, unit % unitsAcross);
            foreach (var c in components)
            {
                for (int i = 0; i < (alone ? 1 : c.Across * c.Down); i++)
                {
                    int y = alone ? row : row * c.Down + i / c.Across, x = alone ? column : column * c.Across + i % c.Across;
                    Block(ref bits, c, c.Coefficients.AsSpan((y * c.BlocksAcross + x) * 64, 64));
                }
            }
        }
        return bits.Position;
    }

    private void Block(ref JpegBits bits, JpegComponent component, Span<short> block)
    {
        int from = first;
        if (from == 0)
        {
            if (highBit > 0) block[0] |= (short)(bits.Bit() << lowBit);
            else
            {
                var tree = means[component.MeanTree] ?? throw new InvalidDataException("a Huffman table is missing");
                component.Mean += bits.Signed(Math.Min(tree.Read(ref bits), 16));
                block[0] = (short)(component.Mean << lowBit);
            }
            from = 1;
        }
        if (last < from) return;
        var detail = details[component.DetailTree] ?? throw new InvalidDataException("a Huffman table is missing");
        if (highBit > 0) Refine(ref bits, detail, block, from);
        else Details(ref bits, detail, block, from);
    }

    private void Details(ref JpegBits bits, JpegTree tree, Span<short> block, int from)
    {
        if (_endRun > 0)
        {
            _endRun--;
            return;
        }
        for (int k = from; k <= last; k++)
        {
            int symbol = tree.Read(ref bits), run = symbol >> 4, size = symbol & 15;
            if (size == 0 && run < 15)
            {
                if (progressive) _endRun = (1 << run) - 1 + bits.Read(run);
                return;
            }
            k += run;
            if (size == 0) continue;
            int value = bits.Signed(size);
            if (k <= 63) block[ZigZag[k]] = (short)(value << lowBit);
        }
    }

    // Coefficients already met get one more bit each; between them new ones of magnitude 1 appear.
    private void Refine(ref JpegBits bits, JpegTree tree, Span<short> block, int from)
    {
        int k = from;
        if (_endRun == 0)
        {
            for (; k <= last; k++)
            {
                int symbol = tree.Read(ref bits), run = symbol >> 4, value = 0;
                if ((symbol & 15) != 0) value = (bits.Bit() != 0 ? 1 : -1) << lowBit;
                else if (run < 15)
                {
                    _endRun = (1 << run) + bits.Read(run);
                    break;
                }
                for (; k <= last; k++)
                {
                    ref short coefficient = ref block[ZigZag[k]];
                    if (coefficient != 0) Sharpen(ref bits, ref coefficient);
                    else if (run-- == 0)
                    {
                        coefficient = (short)value;
                        break;
                    }
                }
            }
        }
        if (_endRun == 0) return;
        for (; k <= last; k++)
            if (block[ZigZag[k]] != 0) Sharpen(ref bits, ref block[ZigZag[k]]);
        _endRun--;
    }

    private void Sharpen(ref JpegBits bits, ref short coefficient)
    {
        if (bits.Bit() != 0 && (coefficient >> lowBit & 1) == 0) coefficient += (short)((coefficient > 0 ? 1 : -1) << lowBit);
    }
}
