namespace XinRT.Reference.Images;

/// <summary>Decodes the bit planes of a code block, each in three passes: neighbors of what is significant, refinement of
/// what is, and the rest.</summary>
internal sealed class Jpeg2000Block
{
    private const byte Significant = 1, Negative = 2, Visited = 4, Refined = 8;
    private const int Signs = 9, Refinements = 14;

    private readonly int _width, _height, _stride;
    private readonly bool _swapped, _diagonal;
    private readonly byte[] _flags;
    private readonly Jpeg2000Arithmetic _coder;

    private Jpeg2000Block(byte[] data, int width, int height, int orientation)
    {
        (_width, _height, _stride) = (width, height, width + 2);
        (_swapped, _diagonal) = (orientation == 1, orientation == 3);
        _flags = new byte[_stride * (height + 2)];
        _coder = new(data);
        Values = new int[width * height];
    }

    /// <summary>The values times two: the last bit is the half that stands for all bits below.</summary>
    public int[] Values { get; }

    /// <summary>Decodes so many passes from the highest plane.</summary>
    public static int[] Decode(byte[] data, int width, int height, int orientation, int planes, int passes, Jpeg2000BlockStyle style)
    {
        var block = new Jpeg2000Block(data, width, height, orientation);
        int plane = planes - 1, kind = 2;
        for (int pass = 0; pass < passes && plane >= 0; pass++)
        {
            if (kind == 0) block.Neighbors(plane);
            else if (kind == 1) block.Refine(plane);
            else
            {
                block.Rest(plane);
                if (style.HasFlag(Jpeg2000BlockStyle.Symbols))
                    for (int i = 0; i < 4; i++) block._coder.Bit(Jpeg2000Arithmetic.Even);
                plane--;
            }
            if (style.HasFlag(Jpeg2000BlockStyle.Reset)) block._coder.Reset();
            kind = (kind + 1) % 3;
        }
        return block.Values;
    }

    private int At(int x, int y) => (y + 1) * _stride + x + 1;

    private void Neighbors(int plane)
    {
        for (int stripe = 0; stripe < _height; stripe += 4)
        {
            for (int x = 0; x < _width; x++)
            {
                for (int y = stripe; y < Math.Min(stripe + 4, _height); y++)
                {
                    int at = At(x, y);
                    if ((_flags[at] & Significant) != 0) continue;
                    int context = Context(at);
                    if (context == 0) continue;
                    if (_coder.Bit(context) != 0) Appear(x, y, plane);
                    _flags[at] |= Visited;
                }
            }
        }
    }

    private void Refine(int plane)
    {
        for (int stripe = 0; stripe < _height; stripe += 4)
        {
            for (int x = 0; x < _width; x++)
            {
                for (int y = stripe; y < Math.Min(stripe + 4, _height); y++)
                {
                    int at = At(x, y);
                    if ((_flags[at] & (Significant | Visited)) != Significant) continue;
                    int context = Refinements + ((_flags[at] & Refined) != 0 ? 2 : Context(at) != 0 ? 1 : 0);
                    int half = _coder.Bit(context) != 0 ? 1 << plane : -(1 << plane);
                    Values[y * _width + x] += (_flags[at] & Negative) != 0 ? -half : half;
                    _flags[at] |= Refined;
                }
            }
        }
    }

    private void Rest(int plane)
    {
        for (int stripe = 0; stripe < _height; stripe += 4)
        {
            for (int x = 0; x < _width; x++)
            {
                int y = stripe, end = Math.Min(stripe + 4, _height);
                if (stripe + 4 <= _height && Quiet(x, stripe))
                {
                    if (_coder.Bit(Jpeg2000Arithmetic.Run) == 0) continue;
                    y += _coder.Bit(Jpeg2000Arithmetic.Even) << 1;
                    y += _coder.Bit(Jpeg2000Arithmetic.Even);
                    Appear(x, y++, plane);
                }
                for (; y < end; y++)
                {
                    int at = At(x, y);
                    if ((_flags[at] & (Significant | Visited)) == 0 && _coder.Bit(Context(at)) != 0) Appear(x, y, plane);
                }
            }
        }
        foreach (ref byte flags in _flags.AsSpan()) flags &= unchecked((byte)~Visited);
    }

    // A column of four without anything significant in or around it.
    private bool Quiet(int x, int y)
    {
        for (int i = 0; i < 4; i++)
        {
            int at = At(x, y + i);
            if ((_flags[at] & (Significant | Visited)) != 0 || Context(at) != 0) return false;
        }
        return true;
    }

    private void Appear(int x, int y, int plane)
    {
        int at = At(x, y);
        int h = Math.Clamp(Sign(at - 1) + Sign(at + 1), -1, 1), v = Math.Clamp(Sign(at - _stride) + Sign(at + _stride), -1, 1);
        bool flip = h < 0 || (h == 0 && v < 0);
        if (flip) (h, v) = (-h, -v);
        int context = Signs + (h == 0 ? v : 3 + v);
        bool negative = _coder.Bit(context) != 0 != flip;
        _flags[at] |= negative ? (byte)(Significant | Negative) : Significant;
        int value = 3 << plane;
        Values[y * _width + x] = negative ? -value : value;
    }

    private int Sign(int at) => (_flags[at] & Significant) == 0 ? 0 : (_flags[at] & Negative) != 0 ? -1 : 1;

    private int On(int at) => _flags[at] & Significant;

    private int Context(int at)
    {
        int up = at - _stride, down = at + _stride;
        int h = On(at - 1) + On(at + 1), v = On(up) + On(down), d = On(up - 1) + On(up + 1) + On(down - 1) + On(down + 1);
        if (_diagonal)
        {
            return d switch
            {
                0 => Math.Min(h + v, 2),
                1 => 3 + Math.Min(h + v, 2),
                2 => h + v == 0 ? 6 : 7,
                _ => 8,
            };
        }
        if (_swapped) (h, v) = (v, h);
        return h switch
        {
            0 => v > 0 ? 2 + v : Math.Min(d, 2),
            1 => v > 0 ? 7 : d > 0 ? 6 : 5,
            _ => 8,
        };
    }
}

/// <summary>Options of code blocks, as the file has them.</summary>
[Flags]
internal enum Jpeg2000BlockStyle
{
    None = 0,
    Bypass = 1,
    Reset = 2,
    TerminateAll = 4,
    Causal = 8,
    Symbols = 32,
}
