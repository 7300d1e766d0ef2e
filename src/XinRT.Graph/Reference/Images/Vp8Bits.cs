namespace XinRT.Reference.Images;

/// <summary>The arithmetic decoder of VP8: yes-or-no decisions of a given probability.</summary>
internal sealed class Vp8Bits(ReadOnlyMemory<byte> data)
{
    private readonly ReadOnlyMemory<byte> _data = data;
    private int _position, _count = -8;
    private uint _value, _range = 254;

    /// <summary>More was read than there is.</summary>
    public bool Ended { get; private set; }

    /// <summary>A decision that is 0 with a probability of <paramref name="probability"/>/256.</summary>
    public int Bit(int probability)
    {
        if (_count < 0) Load();
        uint split = _range * (uint)probability >> 8;
        int bit;
        if (_value >> _count > split)
        {
            _range -= split + 1;
            _value -= (split + 1) << _count;
            bit = 1;
        }
        else (_range, bit) = (split, 0);
        if (_range >= 127) return bit;
        int shift = System.Numerics.BitOperations.LeadingZeroCount(_range + 1) - 24;
        _range = ((_range + 1) << shift) - 1;
        _count -= shift;
        return bit;
    }

    /// <summary>A decision of even odds.</summary>
    public bool Flag() => Bit(128) != 0;

    /// <summary>A number of so many bits.</summary>
    public int Number(int bits)
    {
        int value = 0;
        while (bits-- > 0) value = value << 1 | Bit(128);
        return value;
    }

    /// <summary>A number followed by its sign.</summary>
    public int Signed(int bits)
    {
        int value = Number(bits);
        return Flag() ? -value : value;
    }

    /// <summary>A signed number if a flag before it is set, otherwise 0.</summary>
    public int OptionalSigned(int bits) => Flag() ? Signed(bits) : 0;

    private void Load()
    {
        if (_position < _data.Length) _value = _value << 8 | _data.Span[_position++];
        else
        {
            _value <<= 8;
            Ended = true;
        }
        _count += 8;
    }
}
