namespace XinRT.Reference.Images;

/// <summary>Reads VP8L, the lossless kind of WebP.</summary>
internal sealed class Vp8LReader
{
    private readonly Vp8LBits _bits;

    // Where small distance codes lead: rows up times 16 plus 8 minus columns right.
    private static ReadOnlySpan<byte> Near =>
    [
        0x18, 0x07, 0x17, 0x19, 0x28, 0x06, 0x27, 0x29, 0x16, 0x1A, 0x26, 0x2A, 0x38, 0x05, 0x37, 0x39, 0x15, 0x1B, 0x36, 0x3A,
        0x25, 0x2B, 0x48, 0x04, 0x47, 0x49, 0x14, 0x1C, 0x35, 0x3B, 0x46, 0x4A, 0x24, 0x2C, 0x58, 0x45, 0x4B, 0x34, 0x3C, 0x03,
        0x57, 0x59, 0x13, 0x1D, 0x56, 0x5A, 0x23, 0x2D, 0x44, 0x4C, 0x55, 0x5B, 0x33, 0x3D, 0x68, 0x02, 0x67, 0x69, 0x12, 0x1E,
        0x66, 0x6A, 0x22, 0x2E, 0x54, 0x5C, 0x43, 0x4D, 0x65, 0x6B, 0x32, 0x3E, 0x78, 0x01, 0x77, 0x79, 0x53, 0x5D, 0x11, 0x1F,
        0x64, 0x6C, 0x42, 0x4E, 0x76, 0x7A, 0x21, 0x2F, 0x75, 0x7B, 0x31, 0x3F, 0x63, 0x6D, 0x52, 0x5E, 0x00, 0x74, 0x7C, 0x41,
        0x4F, 0x10, 0x20, 0x62, 0x6E, 0x30, 0x73, 0x7D, 0x51, 0x5F, 0x40, 0x72, 0x7E, 0x61, 0x6F, 0x50, 0x71, 0x7F, 0x60, 0x70,
    ];

    private static ReadOnlySpan<byte> LengthOrder => [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    private Vp8LReader(Vp8LBits bits) => _bits = bits;

    /// <summary>Reads a picture.</summary>
    public static DecodedImage Read(ReadOnlyMemory<byte> data)
    {
        var bits = new Vp8LBits(data);
        if (bits.Read(8) != 0x2F) throw new InvalidDataException("the start of a lossless picture is wanted");
        int width = bits.Read(14) + 1, height = bits.Read(14) + 1;
        bits.Read(1);
        if (bits.Read(3) != 0) throw new InvalidDataException("only version 0 of lossless pictures is known");
        DecodedImage.Check(width, height, data.Length);
        return new Vp8LReader(bits).Picture(width, height);
    }

    private DecodedImage Picture(int width, int height)
    {
        var transforms = new Stack<(int Kind, int Bits, int Width, uint[] Data)>();
        int across = width;
        while (_bits.Read(1) != 0)
        {
            int kind = _bits.Read(2), size = 0;
            foreach (var t in transforms)
                if (t.Kind == kind) throw new InvalidDataException($"transform {kind} is there twice");
            uint[] data = [];
            int full = across;
            if (kind is Vp8LTransforms.Predictor or Vp8LTransforms.CrossColor)
            {
                size = _bits.Read(3) + 2;
                data = Pixels(Tiles(across, size), Tiles(height, size), false);
            }
            else if (kind == Vp8LTransforms.Palette)
            {
                int colors = _bits.Read(8) + 1;
                size = colors > 16 ? 0 : colors > 4 ? 1 : colors > 2 ? 2 : 3;
                data = Pixels(colors, 1, false);
                for (int i = 1; i < colors; i++) data[i] = Vp8LTransforms.Add(data[i], data[i - 1]);
                across = Tiles(across, size);
            }
            transforms.Push((kind, size, full, data));
        }
        var pixels = Pixels(across, height, true);
        foreach (var t in transforms) pixels = Vp8LTransforms.Undo(t.Kind, pixels, t.Width, height, t.Bits, t.Data);
        var image = DecodedImage.Create(width, height);
        for (int i = 0; i < pixels.Length; i++) image.Set(i, (byte)(pixels[i] >> 16), (byte)(pixels[i] >> 8), (byte)pixels[i]);
        return image;
    }

    private static int Tiles(int size, int bits) => (size + (1 << bits) - 1) >> bits;

    // An entropy-coded picture; the main one may have different codes in different tiles.
    private uint[] Pixels(int width, int height, bool main)
    {
        int cacheBits = _bits.Read(1) == 0 ? 0 : _bits.Read(4);
        if (cacheBits > 11) throw new InvalidDataException($"the color cache must have 1 to 11 bits, but it has {cacheBits}");
        int tileBits = 0, groups = 1;
        uint[] tiles = [];
        if (main && _bits.Read(1) != 0)
        {
            tileBits = _bits.Read(3) + 2;
            tiles = Pixels(Tiles(width, tileBits), Tiles(height, tileBits), false);
            foreach (ref uint tile in tiles.AsSpan())
            {
                tile = tile >> 8 & 0xFFFF;
                groups = Math.Max(groups, (int)tile + 1);
            }
        }
        var trees = new List<Vp8LTree>();
        for (int i = 0; i < groups; i++)
        {
            trees.Add(Tree(256 + 24 + (cacheBits == 0 ? 0 : 1 << cacheBits)));
            for (int k = 0; k < 3; k++) trees.Add(Tree(256));
            trees.Add(Tree(40));
        }
        var pixels = new uint[width * height];
        var cache = new uint[1 << cacheBits];
        int across = Tiles(width, tileBits);
        for (int at = 0; at < pixels.Length;)
        {
            int group = tiles.Length == 0 ? 0 : (int)tiles[(at / width >> tileBits) * across + (at % width >> tileBits)];
            int symbol = trees[group * 5].Read(_bits), start = at;
            if (symbol < 256)
            {
                int red = trees[group * 5 + 1].Read(_bits), blue = trees[group * 5 + 2].Read(_bits);
                pixels[at++] = (uint)(trees[group * 5 + 3].Read(_bits) << 24 | red << 16 | symbol << 8 | blue);
            }
            else if (symbol < 280)
            {
                int length = Number(symbol - 256), distance = Distance(Number(trees[group * 5 + 4].Read(_bits)), width);
                if (distance > at || length > pixels.Length - at) throw new InvalidDataException("a copy reaches out of the picture");
                for (; length > 0; length--, at++) pixels[at] = pixels[at - distance];
            }
            else pixels[at++] = cache[symbol - 280];
            if (cacheBits == 0) continue;
            for (; start < at; start++) cache[pixels[start] * 0x1E35A7BD >> (32 - cacheBits)] = pixels[start];
        }
        return pixels;
    }

    private static int Distance(int code, int width)
    {
        if (code > 120) return code - 120;
        int near = Near[code - 1];
        return Math.Max(1, (near >> 4) * width + 8 - (near & 15));
    }

    private int Number(int prefix)
    {
        if (prefix < 4) return prefix + 1;
        int extra = (prefix - 2) >> 1;
        return ((2 + (prefix & 1)) << extra) + _bits.Read(extra) + 1;
    }

    private Vp8LTree Tree(int symbols)
    {
        if (_bits.Read(1) != 0)
        {
            bool two = _bits.Read(1) != 0;
            int first = _bits.Read(_bits.Read(1) == 0 ? 1 : 8);
            int[] simple = two ? [first, _bits.Read(8)] : [first];
            if (Array.Exists(simple, s => s >= symbols)) throw new InvalidDataException($"a symbol must be less than {symbols}");
            return new(simple);
        }
        Span<byte> lengths = stackalloc byte[19];
        int count = 4 + _bits.Read(4);
        for (int i = 0; i < count; i++) lengths[LengthOrder[i]] = (byte)_bits.Read(3);
        return new(Lengths(new(lengths), symbols));
    }

    private byte[] Lengths(Vp8LTree tree, int symbols)
    {
        var lengths = new byte[symbols];
        int left = symbols, at = 0;
        if (_bits.Read(1) != 0)
        {
            left = 2 + _bits.Read(2 + 2 * _bits.Read(3));
            if (left > symbols) throw new InvalidDataException($"{left} code lengths are sent for {symbols} symbols");
        }
        byte previous = 8;
        while (at < symbols && left-- > 0)
        {
            int symbol = tree.Read(_bits);
            if (symbol < 16)
            {
                lengths[at++] = (byte)symbol;
                if (symbol != 0) previous = (byte)symbol;
                continue;
            }
            int repeat = symbol == 16 ? 3 + _bits.Read(2) : symbol == 17 ? 3 + _bits.Read(3) : 11 + _bits.Read(7);
            if (repeat > symbols - at) throw new InvalidDataException("too many code lengths");
            lengths.AsSpan(at, repeat).Fill(symbol == 16 ? previous : (byte)0);
            at += repeat;
        }
        return lengths;
    }
}
