namespace XinRT.Reference.Images;

/// <summary>Reads the packets of a tile: for each layer and precinct, what blocks get more passes, and their bytes.</summary>
internal sealed class Jpeg2000Packets(ReadOnlyMemory<byte> data)
{
    private readonly ReadOnlyMemory<byte> _data = data;
    private int _position, _bit;
    private byte _byte;

    /// <summary>Reads packets in the order of the tile until they end.</summary>
    public void Read(List<Jpeg2000Precinct> precincts, Jpeg2000Style style)
    {
        foreach (var (precinct, layer) in Order(precincts, style))
        {
            if (_position >= _data.Length) return;
            Packet(precinct, layer);
        }
    }

    private static IEnumerable<(Jpeg2000Precinct Precinct, int Layer)> Order(List<Jpeg2000Precinct> precincts, Jpeg2000Style style)
    {
        var layers = Enumerable.Range(0, style.Layers);
        return style.Progression switch
        {
            0 => from sorted in (Jpeg2000Precinct[][])[[.. precincts.OrderBy(p => p.Resolution).ThenBy(p => p.Component)]]
                 from l in layers
                 from p in sorted
                 select (p, l),
            1 => from r in precincts.OrderBy(p => p.Component).GroupBy(p => p.Resolution).OrderBy(r => r.Key)
                 from l in layers
                 from p in r
                 select (p, l),
            2 => from p in precincts.OrderBy(p => p.Resolution).ThenBy(p => p.Y).ThenBy(p => p.X).ThenBy(p => p.Component) from l in layers select (p, l),
            3 => from p in precincts.OrderBy(p => p.Y).ThenBy(p => p.X).ThenBy(p => p.Component).ThenBy(p => p.Resolution) from l in layers select (p, l),
            _ => from p in precincts.OrderBy(p => p.Component).ThenBy(p => p.Y).ThenBy(p => p.X).ThenBy(p => p.Resolution) from l in layers select (p, l),
        };
    }

    private void Packet(Jpeg2000Precinct precinct, int layer)
    {
        if (Marker(0x91)) _position += 6;
        (_byte, _bit) = (0, 0);
        var pieces = new List<(Jpeg2000CodeBlock Block, int Length)>();
        if (Bit() != 0)
        {
            foreach (var band in precinct.Lay())
                for (int i = 0; i < band.Blocks.Count; i++) Block(band, i, layer, pieces);
        }
        // A byte of ones is followed by one that begins with a zero.
        if (_byte == 0xFF) _position++;
        if (Marker(0x92)) _position += 2;
        foreach (var (block, length) in pieces)
        {
            int there = Math.Clamp(_data.Length - _position, 0, length);
            block.Data.Add(_data.Slice(Math.Min(_position, _data.Length), there));
            _position += there;
            if (there < length) return;
        }
    }

    private void Block(Jpeg2000Blocks band, int index, int layer, List<(Jpeg2000CodeBlock Block, int Length)> pieces)
    {
        var block = band.Blocks[index];
        if (block.Included)
        {
            if (Bit() == 0) return;
        }
        else
        {
            if (!band.Inclusion!.IsBelow(index, layer + 1, Bit)) return;
            int zeros = 0;
            while (!band.ZeroPlanes!.IsBelow(index, zeros + 1, Bit)) zeros++;
            block.Included = true;
            block.Planes = band.Band.Planes - zeros;
            if (block.Planes > 30) throw new NotSupportedException("JPEG 2000 pictures of more than 30 bit planes are not read");
        }
        int passes = Passes();
        while (Bit() != 0) block.LengthBits++;
        int bits = block.LengthBits + System.Numerics.BitOperations.Log2((uint)passes);
        if (bits > 30) throw new InvalidDataException($"a length of {bits} bits");
        block.Passes += passes;
        pieces.Add((block, Number(bits)));
    }

    private int Passes()
    {
        if (Bit() == 0) return 1;
        if (Bit() == 0) return 2;
        int more = Number(2);
        if (more < 3) return 3 + more;
        more = Number(5);
        return more < 31 ? 6 + more : 37 + Number(7);
    }

    private bool Marker(int marker) =>
        _position + 1 < _data.Length && _data.Span[_position] == 0xFF && _data.Span[_position + 1] == marker;

    private int Number(int bits)
    {
        int value = 0;
        while (bits-- > 0) value = value << 1 | Bit();
        return value;
    }

    private int Bit()
    {
        if (_bit == 0)
        {
            if (_position >= _data.Length) throw new InvalidDataException("a packet ends early");
            _bit = _byte == 0xFF ? 7 : 8;
            _byte = _data.Span[_position++];
        }
        return _byte >> --_bit & 1;
    }
}

/// <summary>Numbers of a grid of blocks, told bit by bit: each node holds the least of the four below it.</summary>
internal sealed class Jpeg2000TagTree
{
    private readonly List<(int Across, int[] Least, bool[] Known)> _levels = [];

    public Jpeg2000TagTree(int across, int down)
    {
        while (true)
        {
            _levels.Add((across, new int[across * down], new bool[across * down]));
            if (across * down == 1) return;
            (across, down) = ((across + 1) / 2, (down + 1) / 2);
        }
    }

    /// <summary>Whether the number of a leaf is less than the limit, after reading what bits that takes.</summary>
    public bool IsBelow(int leaf, int limit, Func<int> bit)
    {
        int x = leaf % _levels[0].Across, y = leaf / _levels[0].Across, least = 0;
        for (int level = _levels.Count - 1; level >= 0; level--)
        {
            var (across, numbers, known) = _levels[level];
            int at = (y >> level) * across + (x >> level);
            least = Math.Max(least, numbers[at]);
            while (least < limit && !known[at])
            {
                if (bit() != 0) known[at] = true;
                else least++;
            }
            numbers[at] = least;
        }
        return _levels[0].Known[leaf] && _levels[0].Least[leaf] < limit;
    }
}
