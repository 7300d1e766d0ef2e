using System.Buffers.Binary;

namespace XinRT.Reference.Images;

/// <summary>How a tile is coded; the file gives one for all tiles, and a tile may differ.</summary>
internal sealed record Jpeg2000Style
{
    public bool Marked { get; private set; }

    public int Progression { get; private set; }

    public int Layers { get; private set; }

    public bool ColorTransform { get; private set; }

    /// <summary>Wavelet levels, block sizes and precincts of each component; null until told.</summary>
    public Jpeg2000Coding?[] Codings { get; private init; } = [];

    /// <summary>Quantization of each component; null until told.</summary>
    public Jpeg2000Quantization?[] Quantizations { get; private init; } = [];

    public static Jpeg2000Style For(int components) => new() { Codings = new Jpeg2000Coding?[components], Quantizations = new Jpeg2000Quantization?[components] };

    /// <summary>A copy that can be changed apart.</summary>
    public Jpeg2000Style Copy() => this with { Codings = [.. Codings], Quantizations = [.. Quantizations] };

    /// <summary>Takes over a marker segment, if it is one of these.</summary>
    public void Take(int marker, ReadOnlySpan<byte> segment)
    {
        switch (marker)
        {
            case 0x52:
                (Marked, Progression, Layers) = (segment[0] != 0, segment[1], BinaryPrimitives.ReadUInt16BigEndian(segment[2..]));
                ColorTransform = segment[4] != 0;
                if (Progression > 4 || Layers == 0) throw new InvalidDataException($"progression {Progression} of {Layers} layers");
                var coding = Jpeg2000Coding.Read((segment[0] & 1) != 0, segment[5..]);
                for (int i = 0; i < Codings.Length; i++)
                    if (Codings[i] is not { Own: true }) Codings[i] = coding;
                break;
            case 0x53:
                Codings[segment[0]] = Jpeg2000Coding.Read((segment[1] & 1) != 0, segment[2..]) with { Own = true };
                break;
            case 0x5C:
                var quantization = Jpeg2000Quantization.Read(segment);
                for (int i = 0; i < Quantizations.Length; i++)
                    if (Quantizations[i] is not { Own: true }) Quantizations[i] = quantization;
                break;
            case 0x5D:
                Quantizations[segment[0]] = Jpeg2000Quantization.Read(segment[1..]) with { Own = true };
                break;
            case 0x5E or 0x5F or 0x60 or 0x61: throw new NotSupportedException("JPEG 2000 pictures with regions, changes of order or packed headers are not read");
        }
    }
}

/// <summary>Wavelet and blocks of a component. Sizes are powers of two; precincts have theirs per resolution.</summary>
internal sealed record Jpeg2000Coding(int Levels, int BlockWidth, int BlockHeight, Jpeg2000BlockStyle Style, bool Whole, byte[] Precincts, bool Own = false)
{
    public static Jpeg2000Coding Read(bool precincts, ReadOnlySpan<byte> s)
    {
        int levels = s[0], width = s[1] + 2, height = s[2] + 2;
        if (levels > 32 || width > 10 || height > 10 || width + height > 12 || s[4] > 1)
            throw new InvalidDataException($"{levels} levels, blocks of 2^{width} x 2^{height}, wavelet {s[4]}");
        var style = (Jpeg2000BlockStyle)s[3];
        if ((style & (Jpeg2000BlockStyle.Bypass | Jpeg2000BlockStyle.TerminateAll | Jpeg2000BlockStyle.Causal)) != 0)
            throw new NotSupportedException("JPEG 2000 pictures with raw, terminated or causal passes are not read");
        var sizes = new byte[levels + 1];
        if (precincts) s.Slice(5, levels + 1).CopyTo(sizes);
        else sizes.AsSpan().Fill(0xFF);
        for (int i = 1; i < sizes.Length; i++)
            if ((sizes[i] & 15) == 0 || sizes[i] >> 4 == 0) throw new InvalidDataException("precincts of one sample have no bands");
        return new(levels, width, height, style, s[4] == 1, sizes);
    }
}

/// <summary>Quantization of a component: exponent and mantissa of the step of each band.</summary>
internal sealed record Jpeg2000Quantization(int GuardBits, int[] Exponents, int[] Mantissas, bool Derived, bool Own = false)
{
    public static Jpeg2000Quantization Read(ReadOnlySpan<byte> s)
    {
        int kind = s[0] & 31, size = kind == 0 ? 1 : 2, count = (s.Length - 1) / size;
        if (kind > 2 || count == 0) throw new InvalidDataException($"quantization {kind} of {count} bands");
        var (exponents, mantissas) = (new int[count], new int[count]);
        for (int i = 0; i < count; i++)
        {
            int value = size == 1 ? s[1 + i] << 8 : BinaryPrimitives.ReadUInt16BigEndian(s[(1 + 2 * i)..]);
            (exponents[i], mantissas[i]) = (value >> 11, value & 0x7FF);
        }
        return new(s[0] >> 5, exponents, mantissas, kind == 1);
    }

    /// <summary>Exponent and mantissa of a band, counted from the lowest.</summary>
    public (int Exponent, int Mantissa) Band(int band) =>
        Derived ? (Math.Max(0, Exponents[0] - (band == 0 ? 0 : (band - 1) / 3)), Mantissas[0]) : (Exponents[band], Mantissas[band]);
}
