namespace XinRT.Reference.Images;

/// <summary>Reads bits of the entropy-coded part of a JPEG file. After a marker it gives zeros.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> file, int position)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private uint _bits;
    private int _count;
    private int _missing;

    /// <summary>Place of the next byte; at a marker, its first.</summary>
    public int Position { get; private set; } = position;

    /// <summary>The next bits as a number.</summary>
    public int Read(int count)
    {
        int value = 0;
        for (; count > 0; count--) value = value << 1 | Bit();
        return value;
    }

    /// <summary>The next bit.</summary>
    public int Bit()
    {
        if (_count == 0) Fill();
        return (int)(_bits >> --_count & 1);
    }

    /// <summary>A signed number of a magnitude class: the lower half of the codes is negative.</summary>
    public int Signed(int size)
    {
        if (size == 0) return 0;
        int value = Read(size);
        return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    }

    /// <summary>Skips to behind the next restart marker.</summary>
    public void Restart()
    {
        _count = 0;
        while (Position + 1 < _file.Length && !(_file[Position] == 0xFF && _file[Position + 1] is >= 0xD0 and <= 0xD7))
        {
            if (_file[Position] == 0xFF && _file[Position + 1] is not (0 or 0xFF)) return;
            Position++;
        }
        Position += 2;
    }

    private void Fill()
    {
        (_bits, _count) = (0, 8);
        bool marker = Position >= _file.Length || (_file[Position] == 0xFF && (Position + 1 >= _file.Length || _file[Position + 1] != 0));
        if (marker)
        {
            // A damaged file must not keep the decoder busy with bits that are not there.
            if (++_missing > 1 << 16) throw new InvalidDataException("the coded picture ends early");
            return;
        }
        _bits = _file[Position];
        Position += _bits == 0xFF ? 2 : 1;
    }
}

/// <summary>Huffman code in canonical order: for every length the first code and where its symbols begin.</summary>
internal sealed class JpegTree
{
    private readonly int[] _first = new int[17];
    private readonly int[] _start = new int[17];
    private readonly int[] _count = new int[17];
    private readonly byte[] _symbols;

    public JpegTree(ReadOnlySpan<byte> counts, byte[] symbols)
    {
        _symbols = symbols;
        int code = 0, start = 0;
        for (int length = 1; length <= 16; length++)
        {
            (_first[length], _start[length], _count[length]) = (code, start, counts[length - 1]);
            start += _count[length];
            code = (code + _count[length]) << 1;
        }
    }

    /// <summary>Reads one symbol.</summary>
    public int Read(ref JpegBits bits)
    {
        int code = 0;
        for (int length = 1; length <= 16; length++)
        {
            code = code << 1 | bits.Bit();
            int offset = code - _first[length];
            if (offset >= 0 && offset < _count[length]) return _symbols[_start[length] + offset];
        }
        throw new InvalidDataException("a Huffman code is not defined");
    }
}
