using System.Buffers.Binary;

namespace XinRT.Reference.Images;

/// <summary>Reads a VP8 key frame (RFC 6386), the lossy kind of WebP.</summary>
internal sealed class Vp8Reader
{
    private readonly Vp8Header _header;
    private readonly Vp8Bits _modes;
    private readonly Vp8Bits[] _partitions;
    private readonly Vp8Plane _luma, _blue, _red;
    private readonly int _across, _down;
    private readonly Vp8Strength[] _strengths;

    // What the blocks above and at the left had: prediction modes, and whether there were coefficients (luma 4, chroma 2+2,
    // means 1 per macroblock).
    private readonly byte[] _modesAbove, _modesLeft = new byte[4], _filledAbove, _filledLeft = new byte[9];
    private readonly short[] _coefficients = new short[25 * 16];

    private Vp8Reader(Vp8Header header, Vp8Bits modes, Vp8Bits[] partitions, int width, int height)
    {
        (_header, _modes, _partitions) = (header, modes, partitions);
        (_across, _down) = ((width + 15) / 16, (height + 15) / 16);
        (_luma, _blue, _red) = (new(_across * 16, _down * 16), new(_across * 8, _down * 8), new(_across * 8, _down * 8));
        (_modesAbove, _filledAbove, _strengths) = (new byte[_across * 4], new byte[_across * 9], new Vp8Strength[_across * _down]);
    }

    /// <summary>Reads a frame.</summary>
    public static DecodedImage Read(ReadOnlyMemory<byte> data)
    {
        var head = data.Span;
        int tag = head[0] | head[1] << 8 | head[2] << 16, first = tag >> 5;
        if ((tag & 1) != 0 || (tag >> 1 & 7) > 3 || head[3] != 0x9D || head[4] != 1 || head[5] != 0x2A)
            throw new InvalidDataException("the start of a key frame is wanted");
        int width = BinaryPrimitives.ReadUInt16LittleEndian(head[6..]) & 0x3FFF;
        int height = BinaryPrimitives.ReadUInt16LittleEndian(head[8..]) & 0x3FFF;
        // A macroblock takes more than half a bit, for its mode is sent with nearly even odds.
        if ((long)((width + 15) / 16) * ((height + 15) / 16) > 16L * data.Length)
            throw new InvalidDataException($"{data.Length} bytes cannot hold {width}x{height} pixels");
        DecodedImage.Check(width, height);
        var modes = new Vp8Bits(data.Slice(10, first));
        var header = new Vp8Header(modes);
        var partitions = new Vp8Bits[header.Partitions];
        int sizes = 10 + first, at = sizes + 3 * (partitions.Length - 1);
        for (int i = 0; i < partitions.Length; i++)
        {
            int size = data.Length - at;
            if (i < partitions.Length - 1) size = Math.Min(size, head[sizes + 3 * i] | head[sizes + 3 * i + 1] << 8 | head[sizes + 3 * i + 2] << 16);
            partitions[i] = new(data.Slice(at, size));
            at += size;
        }
        return new Vp8Reader(header, modes, partitions, width, height).Picture(width, height);
    }

    private DecodedImage Picture(int width, int height)
    {
        for (int y = 0; y < _down; y++)
        {
            _modesLeft.AsSpan().Clear();
            _filledLeft.AsSpan().Clear();
            for (int x = 0; x < _across; x++) Macroblock(x, y, _partitions[y & (_partitions.Length - 1)]);
        }
        if (!_header.Unfiltered) Filter();
        return Vp8Color.ToRgb(_luma, _blue, _red, width, height);
    }

    private void Filter()
    {
        for (int i = 0; i < _strengths.Length; i++)
        {
            var (y, x) = Math.DivRem(i, _across);
            if (_strengths[i].Limit == 0) continue;
            if (_header.SimpleFilter) Vp8LoopFilter.Simple(_luma, x, y, _strengths[i]);
            else
            {
                Vp8LoopFilter.Normal(_luma, x, y, 16, _strengths[i]);
                Vp8LoopFilter.Normal(_blue, x, y, 8, _strengths[i]);
                Vp8LoopFilter.Normal(_red, x, y, 8, _strengths[i]);
            }
        }
    }

    private void Macroblock(int x, int y, Vp8Bits coefficients)
    {
        int segment = 0;
        if (_header.SegmentMap)
        {
            var odds = _header.SegmentProbabilities;
            segment = _modes.Bit(odds[0]) == 0 ? _modes.Bit(odds[1]) : 2 + _modes.Bit(odds[2]);
        }
        bool skip = _header.SkipProbability >= 0 && _modes.Bit(_header.SkipProbability) != 0;
        Span<byte> modes = stackalloc byte[16];
        bool blocks = _modes.Bit(145) == 0;
        if (blocks) BlockModes(x, modes);
        else
        {
            modes.Fill((byte)(_modes.Bit(156) != 0 ? (_modes.Bit(128) != 0 ? Vp8Prediction.Motion : Vp8Prediction.Horizontal)
                : _modes.Bit(163) != 0 ? Vp8Prediction.Vertical : Vp8Prediction.Mean));
            _modesAbove.AsSpan(x * 4, 4).Fill(modes[0]);
            _modesLeft.AsSpan().Fill(modes[0]);
        }
        int chroma = _modes.Bit(142) == 0 ? Vp8Prediction.Mean : _modes.Bit(114) == 0 ? Vp8Prediction.Vertical
            : _modes.Bit(183) != 0 ? Vp8Prediction.Motion : Vp8Prediction.Horizontal;
        if (_modes.Ended) throw new InvalidDataException("the first partition ends early");

        _coefficients.AsSpan().Clear();
        bool filled = false;
        if (!skip) filled = Coefficients(coefficients, x, segment, blocks);
        else
        {
            // A macroblock of 4x4 modes has no block of means, so it leaves what the one before said of it.
            _filledLeft.AsSpan(0, blocks ? 8 : 9).Clear();
            _filledAbove.AsSpan(x * 9, blocks ? 8 : 9).Clear();
        }
        if (coefficients.Ended) throw new InvalidDataException("a partition ends early");
        var strength = _header.Strength(segment, blocks);
        _strengths[y * _across + x] = strength with { Inside = strength.Inside || filled };
        Luma(x, y, blocks, modes);
        Chroma(_blue, x, y, chroma, 16);
        Chroma(_red, x, y, chroma, 20);
    }

    private void BlockModes(int x, Span<byte> modes)
    {
        var above = _modesAbove.AsSpan(x * 4, 4);
        for (int i = 0; i < 16; i++)
        {
            ref byte up = ref above[i & 3], left = ref _modesLeft[i >> 2];
            var odds = Vp8Tables.BlockMode.Slice((up * 10 + left) * 9, 9);
            up = left = modes[i] = (byte)BlockMode(odds);
        }
    }

    private int BlockMode(ReadOnlySpan<byte> odds)
    {
        for (int mode = 0; mode < 3; mode++)
            if (_modes.Bit(odds[mode]) == 0) return mode;
        if (_modes.Bit(odds[3]) == 0) return _modes.Bit(odds[4]) == 0 ? 3 : 4 + _modes.Bit(odds[5]);
        for (int i = 6; i < 8; i++)
            if (_modes.Bit(odds[i]) == 0) return i;
        return 8 + _modes.Bit(odds[8]);
    }

    // Reads the coefficients of a macroblock; tells whether there are any.
    private bool Coefficients(Vp8Bits bits, int x, int segment, bool blocks)
    {
        var (left, steps) = (_filledLeft, _header.Steps[segment]);
        Span<byte> above = _filledAbove.AsSpan(x * 9, 9);
        Span<short> all = _coefficients;
        bool filled = false;
        if (!blocks)
        {
            var means = all[(24 * 16)..];
            int end = Vp8Tokens.Read(bits, _header.Probabilities, 1, above[8] + left[8], 0, steps.MeansMean, steps.Means, means);
            above[8] = left[8] = (byte)(end > 0 ? 1 : 0);
            Vp8Transform.Means(means, all);
        }
        int from = blocks ? 0 : 1;
        for (int i = 0; i < 24; i++)
        {
            // Luma has four columns and rows of blocks, each chroma plane two.
            int column = i < 16 ? i & 3 : 4 + (i - 16) / 4 * 2 + (i & 1);
            int row = i < 16 ? i >> 2 : 4 + (i - 16) / 4 * 2 + (i >> 1 & 1);
            int start = i < 16 ? from : 0, kind = i >= 16 ? 2 : blocks ? 3 : 0;
            var block = all.Slice(i * 16, 16);
            int end = i < 16
                ? Vp8Tokens.Read(bits, _header.Probabilities, kind, above[column] + left[row], start, steps.LumaMean, steps.Luma, block)
                : Vp8Tokens.Read(bits, _header.Probabilities, kind, above[column] + left[row], start, steps.ChromaMean, steps.Chroma, block);
            above[column] = left[row] = (byte)(end > start ? 1 : 0);
            filled |= end > 1 || block[0] != 0;
        }
        return filled;
    }

    private void Luma(int x, int y, bool blocks, ReadOnlySpan<byte> modes)
    {
        if (!blocks) Vp8Prediction.Square(_luma, x * 16, y * 16, 16, modes[0]);
        Span<byte> corner = stackalloc byte[4];
        var s = _luma.Samples;
        // The right column of blocks looks at the macroblock above at the right, in all rows. In the last macroblock there is
        // none, so the sample above is repeated.
        s.AsSpan(_luma.At(x * 16 + 16, y * 16 - 1), 4).CopyTo(corner);
        if (y > 0 && x == _across - 1) corner.Fill(s[_luma.At(x * 16 + 15, y * 16 - 1)]);
        for (int i = 0; i < 16; i++)
        {
            int column = x * 16 + (i & 3) * 4, row = y * 16 + (i >> 2) * 4;
            if (blocks)
            {
                ReadOnlySpan<byte> right = (i & 3) == 3 ? corner : s.AsSpan(_luma.At(column + 4, row - 1), 4);
                Vp8Prediction.Block(_luma, column, row, modes[i], right);
            }
            Add(_luma, column, row, i);
        }
    }

    private void Chroma(Vp8Plane plane, int x, int y, int mode, int first)
    {
        Vp8Prediction.Square(plane, x * 8, y * 8, 8, mode);
        for (int i = 0; i < 4; i++) Add(plane, x * 8 + (i & 1) * 4, y * 8 + (i >> 1) * 4, first + i);
    }

    private void Add(Vp8Plane plane, int x, int y, int index)
    {
        var block = _coefficients.AsSpan(index * 16, 16);
        if (block.ContainsAnyExcept((short)0)) Vp8Transform.Add(block, plane.Samples.AsSpan(plane.At(x, y)), plane.Stride);
    }
}
