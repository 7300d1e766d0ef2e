namespace XinRT.Reference.Images;

/// <summary>What the first partition of a VP8 key frame says before the macroblocks.</summary>
internal sealed class Vp8Header
{
    private readonly int[] _segmentQuantizer = new int[4], _segmentLevel = new int[4];
    private bool _segmented, _absolute, _levelDeltas;
    private int _level, _sharpness, _intraDelta, _blockDelta;

    public Vp8Header(Vp8Bits bits)
    {
        // Color space and clamping: the one is always the same, the other a hint.
        bits.Number(2);
        Segments(bits);
        SimpleFilter = bits.Flag();
        (_level, _sharpness) = (bits.Number(6), bits.Number(3));
        _levelDeltas = bits.Flag();
        if (_levelDeltas && bits.Flag())
        {
            for (int i = 0; i < 8; i++)
            {
                int delta = bits.OptionalSigned(6);
                if (i == 0) _intraDelta = delta;
                if (i == 4) _blockDelta = delta;
            }
        }
        Partitions = 1 << bits.Number(2);
        Quantizers(bits);
        bits.Flag();
        for (int i = 0; i < Probabilities.Length; i++)
            Probabilities[i] = bits.Bit(Vp8Tables.CoefficientUpdate[i]) != 0 ? (byte)bits.Number(8) : Vp8Tables.Coefficient[i];
        SkipProbability = bits.Flag() ? bits.Number(8) : -1;
    }

    /// <summary>The segment of a macroblock is sent with it.</summary>
    public bool SegmentMap { get; private set; }

    public byte[] SegmentProbabilities { get; } = [255, 255, 255];

    /// <summary>The loop filter changes one pixel at each side, and luma only.</summary>
    public bool SimpleFilter { get; }

    /// <summary>No loop filter at all.</summary>
    public bool Unfiltered => _level == 0;

    /// <summary>Partitions of coefficients.</summary>
    public int Partitions { get; }

    /// <summary>Coefficient probabilities: block type (4), band (8), context (3), node (11).</summary>
    public byte[] Probabilities { get; } = new byte[4 * 8 * 3 * 11];

    /// <summary>Probability that a macroblock has coefficients; negative if all have.</summary>
    public int SkipProbability { get; }

    /// <summary>Quantizer steps of each segment: mean and detail of luma, of the means of luma, of chroma.</summary>
    public Vp8Steps[] Steps { get; } = new Vp8Steps[4];

    /// <summary>The loop filter of a segment's macroblocks.</summary>
    public Vp8Strength Strength(int segment, bool blocks)
    {
        int level = !_segmented ? _level : _segmentLevel[segment] + (_absolute ? 0 : _level);
        if (_levelDeltas) level += _intraDelta + (blocks ? _blockDelta : 0);
        level = Math.Clamp(level, 0, 63);
        if (level == 0) return default;
        int inner = _sharpness == 0 ? level : Math.Min(level >> (_sharpness > 4 ? 2 : 1), 9 - _sharpness);
        inner = Math.Max(inner, 1);
        return new((byte)(2 * level + inner), (byte)inner, (byte)(level >= 40 ? 2 : level >= 15 ? 1 : 0), blocks);
    }

    private void Segments(Vp8Bits bits)
    {
        _segmented = bits.Flag();
        if (!_segmented) return;
        SegmentMap = bits.Flag();
        if (bits.Flag())
        {
            _absolute = bits.Flag();
            for (int i = 0; i < 4; i++) _segmentQuantizer[i] = bits.OptionalSigned(7);
            for (int i = 0; i < 4; i++) _segmentLevel[i] = bits.OptionalSigned(6);
        }
        else _absolute = true;
        if (!SegmentMap) return;
        for (int i = 0; i < 3; i++) SegmentProbabilities[i] = bits.Flag() ? (byte)bits.Number(8) : (byte)255;
    }

    private void Quantizers(Vp8Bits bits)
    {
        int common = bits.Number(7);
        Span<int> deltas = stackalloc int[5];
        foreach (ref int delta in deltas) delta = bits.OptionalSigned(4);
        for (int i = 0; i < 4; i++)
        {
            int q = !_segmented ? common : _segmentQuantizer[i] + (_absolute ? 0 : common);
            Steps[i] = new(
                Mean(q + deltas[0], 127), Detail(q),
                Mean(q + deltas[1], 127) * 2, Math.Max(8, Detail(q + deltas[2]) * 101581 >> 16),
                Mean(q + deltas[3], 117), Detail(q + deltas[4]));
        }
    }

    private static int Mean(int q, int most) => Vp8Tables.MeanStep[Math.Clamp(q, 0, most)];

    private static int Detail(int q) => Vp8Tables.DetailStep[Math.Clamp(q, 0, 127)];
}

/// <summary>Quantizer steps of a segment.</summary>
internal readonly record struct Vp8Steps(int LumaMean, int Luma, int MeansMean, int Means, int ChromaMean, int Chroma);

/// <summary>Loop filter of a macroblock: limit of the step over the edge (0 = no filter) and beside it, the step from which
/// only the two pixels at the edge change, and whether edges inside the macroblock are filtered.</summary>
internal readonly record struct Vp8Strength(byte Limit, byte Inner, byte High, bool Inside);
