namespace XinRT.Reference.Images;

/// <summary>Reads bits, least significant first.</summary>
internal sealed class Vp8LBits(ReadOnlyMemory<byte> data)
{
    private readonly ReadOnlyMemory<byte> _data = data;
    private ulong _bits;
    private int _count, _position;

    /// <summary>The next bits as a number.</summary>
    public int Read(int count)
    {
        while (_count < count)
        {
            if (_position >= _data.Length) throw new InvalidDataException("the coded picture ends early");
            _bits |= (ulong)_data.Span[_position++] << _count;
            _count += 8;
        }
        int value = (int)(_bits & ((1UL << count) - 1));
        _bits >>= count;
        _count -= count;
        return value;
    }
}

/// <summary>Huffman code in canonical order. A code of one symbol takes no bits.</summary>
internal sealed class Vp8LTree
{
    private readonly int[] _first = [], _start = [], _symbols;

    /// <summary>A code of one symbol, or of two.</summary>
    public Vp8LTree(params int[] symbols)
    {
        _symbols = symbols;
        if (symbols.Length == 2) (_first, _start) = ([0, 0, 4], [0, 0, 2]);
    }

    /// <summary>The code in which symbol i has <c>lengths[i]</c> bits, or none if that is 0.</summary>
    public Vp8LTree(ReadOnlySpan<byte> lengths)
    {
        Span<int> counts = stackalloc int[17];
        foreach (byte length in lengths) counts[length]++;
        counts[0] = 0;
        int longest = 16, used = 0, code = 0;
        while (longest > 0 && counts[longest] == 0) longest--;
        (_first, _start) = (new int[longest + 2], new int[longest + 2]);
        for (int i = 1; i <= longest; i++)
        {
            (_first[i], _start[i]) = (code, used);
            used += counts[i];
            code = (code + counts[i]) << 1;
        }
        (_first[^1], _start[^1]) = (int.MaxValue, used);
        if (used == 0 || (used > 1 && code != 2 << longest))
            throw new InvalidDataException($"the lengths of {used} codes do not fit");
        _symbols = new int[used];
        Span<int> next = stackalloc int[longest + 2];
        _start.CopyTo(next);
        for (int i = 0; i < lengths.Length; i++)
            if (lengths[i] > 0) _symbols[next[lengths[i]]++] = i;
    }

    /// <summary>Reads one symbol.</summary>
    public int Read(Vp8LBits bits)
    {
        if (_symbols.Length == 1) return _symbols[0];
        for (int length = 1, code = 0; ; length++)
        {
            code = code << 1 | bits.Read(1);
            int index = _start[length] + code - _first[length];
            if (index < _start[length + 1]) return _symbols[index];
        }
    }
}
