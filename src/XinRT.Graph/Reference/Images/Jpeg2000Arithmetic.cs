namespace XinRT.Reference.Images;

/// <summary>The adaptive arithmetic decoder ("MQ") of JPEG 2000, with its 19 contexts.</summary>
internal sealed class Jpeg2000Arithmetic
{
    /// <summary>Contexts of runs of zeros and of even odds; before them come 9 for significance, 5 for signs, 3 for
    /// refinement.</summary>
    public const int Run = 17, Even = 18;

    private readonly byte[] _data;
    private readonly byte[] _states = new byte[19], _likely = new byte[19];
    private int _position, _count;
    private uint _code, _range;

    public Jpeg2000Arithmetic(byte[] data)
    {
        _data = data;
        _code = (uint)At(0) << 16;
        Load();
        _code <<= 7;
        _count -= 7;
        _range = 0x8000;
        Reset();
    }

    // Probability of the unlikely value; the next state after the likely and after the unlikely one.
    private static ReadOnlySpan<ushort> Unlikely =>
    [
        0x5601, 0x3401, 0x1801, 0x0AC1, 0x0521, 0x0221, 0x5601, 0x5401, 0x4801, 0x3801, 0x3001, 0x2401, 0x1C01, 0x1601, 0x5601, 0x5401,
        0x5101, 0x4801, 0x3801, 0x3401, 0x3001, 0x2801, 0x2401, 0x2201, 0x1C01, 0x1801, 0x1601, 0x1401, 0x1201, 0x1101, 0x0AC1, 0x09C1,
        0x08A1, 0x0521, 0x0441, 0x02A1, 0x0221, 0x0141, 0x0111, 0x0085, 0x0049, 0x0025, 0x0015, 0x0009, 0x0005, 0x0001, 0x5601,
    ];

    private static ReadOnlySpan<byte> AfterLikely =>
    [
        1, 2, 3, 4, 5, 38, 7, 8, 9, 10, 11, 12, 13, 29, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
        33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 45, 46,
    ];

    private static ReadOnlySpan<byte> AfterUnlikely =>
    [
        1, 6, 9, 12, 29, 33, 6, 14, 14, 14, 17, 18, 20, 21, 14, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
        30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 46,
    ];

    /// <summary>Puts all contexts into their first state.</summary>
    public void Reset()
    {
        _states.AsSpan().Clear();
        _likely.AsSpan().Clear();
        (_states[0], _states[Run], _states[Even]) = (4, 3, 46);
    }

    /// <summary>The next decision in a context.</summary>
    public int Bit(int context)
    {
        int state = _states[context];
        uint odds = Unlikely[state];
        int bit = _likely[context];
        _range -= odds;
        bool below = _code >> 16 < odds;
        if (!below)
        {
            _code -= odds << 16;
            if ((_range & 0x8000) != 0) return bit;
        }
        // Where the likely interval is the smaller one, they change places.
        bool likely = below == _range < odds;
        if (below) _range = odds;
        if (likely) _states[context] = AfterLikely[state];
        else
        {
            bit = 1 - bit;
            if (state is 0 or 6 or 14) _likely[context] ^= 1;
            _states[context] = AfterUnlikely[state];
        }
        do
        {
            if (_count == 0) Load();
            _range <<= 1;
            _code <<= 1;
            _count--;
        }
        while ((_range & 0x8000) == 0);
        return bit;
    }

    private byte At(int position) => position < _data.Length ? _data[position] : (byte)0xFF;

    private void Load()
    {
        _count = 8;
        if (At(_position) != 0xFF) _code += (uint)At(++_position) << 8;
        else if (At(_position + 1) > 0x8F) _code += 0xFF00;
        else
        {
            _code += (uint)At(++_position) << 9;
            _count = 7;
        }
    }
}
