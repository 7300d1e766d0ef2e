namespace XinRT.Reference.Images;

/// <summary>Reads the coefficients of a block.</summary>
internal static class Vp8Tokens
{
    private static ReadOnlySpan<byte> ZigZag => [0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15];

    private static ReadOnlySpan<byte> Bands => [0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7];

    // Probabilities of the low bits of large values: from 11, 19, 35 and 67.
    private static ReadOnlySpan<byte> Low11 => [173, 148, 140];

    private static ReadOnlySpan<byte> Low19 => [176, 155, 140, 135];

    private static ReadOnlySpan<byte> Low35 => [180, 157, 141, 134, 130];

    private static ReadOnlySpan<byte> Low67 => [254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129];

    /// <summary>Reads and scales coefficients; returns the place behind the last one.</summary>
    public static int Read(Vp8Bits bits, ReadOnlySpan<byte> probabilities, int kind, int context, int at, int mean, int detail, Span<short> block)
    {
        var odds = probabilities.Slice(kind * 264, 264);
        var node = odds.Slice(Bands[at] * 33 + context * 11, 11);
        while (at < 16)
        {
            if (bits.Bit(node[0]) == 0) return at;
            while (bits.Bit(node[1]) == 0)
            {
                if (++at == 16) return 16;
                node = odds.Slice(Bands[at] * 33, 11);
            }
            int value = bits.Bit(node[2]) == 0 ? 1 : Large(bits, node);
            int place = at++;
            if (at < 16) node = odds.Slice(Bands[at] * 33 + (value == 1 ? 11 : 22), 11);
            block[ZigZag[place]] = (short)((bits.Flag() ? -value : value) * (place == 0 ? mean : detail));
        }
        return 16;
    }

    private static int Large(Vp8Bits bits, ReadOnlySpan<byte> node)
    {
        if (bits.Bit(node[3]) == 0) return bits.Bit(node[4]) == 0 ? 2 : 3 + bits.Bit(node[5]);
        if (bits.Bit(node[6]) == 0)
        {
            if (bits.Bit(node[7]) == 0) return 5 + bits.Bit(159);
            int high = bits.Bit(165);
            return 7 + 2 * high + bits.Bit(145);
        }
        if (bits.Bit(node[8]) == 0) return bits.Bit(node[9]) == 0 ? 11 + Low(bits, Low11) : 19 + Low(bits, Low19);
        return bits.Bit(node[10]) == 0 ? 35 + Low(bits, Low35) : 67 + Low(bits, Low67);
    }

    private static int Low(Vp8Bits bits, ReadOnlySpan<byte> odds)
    {
        int value = 0;
        foreach (byte p in odds) value = value << 1 | bits.Bit(p);
        return value;
    }
}
