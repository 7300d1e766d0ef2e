using System.Buffers.Binary;

namespace XinRT.Reference.Images;

/// <summary>Reads JPEG 2000 pictures, bare or in a JP2 file: gray or RGB of up to 16 bits, both wavelets, any tiles, layers and
/// order of packets.</summary>
public sealed class Jpeg2000Reader
{
    private readonly ReadOnlyMemory<byte> _stream;
    private readonly Dictionary<int, (Jpeg2000Style Style, MemoryStream Data)> _tiles = [];
    private Jpeg2000Area _area, _tile;
    private Jpeg2000Style _style = Jpeg2000Style.For(0);
    private byte[] _depths = [];

    private Jpeg2000Reader(ReadOnlyMemory<byte> stream) => _stream = stream;

    /// <summary>Reads a file.</summary>
    public static DecodedImage Read(ReadOnlyMemory<byte> file)
    {
        var head = file.Span;
        if (head[0] == 0xFF) return new Jpeg2000Reader(file).Read();
        for (long at = 0; at + 8 <= head.Length;)
        {
            var box = head[(int)at..];
            long size = BinaryPrimitives.ReadUInt32BigEndian(box), start = 8;
            if (size == 1) (size, start) = (BinaryPrimitives.ReadInt64BigEndian(box[8..]), 16);
            if (size == 0) size = box.Length;
            if (size < start) throw new InvalidDataException($"a box of {size} bytes");
            size = Math.Min(size, box.Length);
            if (box[4..].StartsWith("jp2h"u8) && box[..(int)size].IndexOf("pclr"u8) >= 0)
                throw new NotSupportedException("JPEG 2000 pictures with a palette are not read");
            if (box[4..].StartsWith("jp2c"u8)) return new Jpeg2000Reader(file.Slice((int)(at + start), (int)(size - start))).Read();
            at += size;
        }
        throw new InvalidDataException("the file has no picture");
    }

    private DecodedImage Read()
    {
        var file = _stream.Span;
        for (int at = 2; at + 4 <= file.Length;)
        {
            int marker = file[at + 1];
            if (file[at] != 0xFF) throw new InvalidDataException($"a marker is wanted at byte {at}");
            if (marker == 0xD9) break;
            var segment = file.Slice(at + 4, BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]) - 2);
            if (marker == 0x90)
            {
                at = Part(file, at, segment);
                continue;
            }
            at += 4 + segment.Length;
            if (marker == 0x51) Size(segment);
            else _style.Take(marker, segment);
        }
        return Picture();
    }

    private void Size(ReadOnlySpan<byte> s)
    {
        Span<int> n = stackalloc int[8];
        for (int i = 0; i < 8; i++) n[i] = checked((int)BinaryPrimitives.ReadUInt32BigEndian(s[(2 + 4 * i)..]));
        _area = new(n[2], n[3], n[0], n[1]);
        DecodedImage.Check(_area.Width, _area.Height, _stream.Length);
        if (n[4] < 1 || n[5] < 1 || n[6] > n[2] || n[7] > n[3] || (long)n[6] + n[4] <= n[2] || (long)n[7] + n[5] <= n[3])
            throw new InvalidDataException("the first tile has no part of the picture");
        _tile = new(n[6], n[7], (int)Math.Min((long)n[6] + n[4], int.MaxValue), (int)Math.Min((long)n[7] + n[5], int.MaxValue));
        int count = BinaryPrimitives.ReadUInt16BigEndian(s[34..]);
        if (count is < 1 or > 4) throw new NotSupportedException($"JPEG 2000 pictures of {count} components are not read");
        _depths = new byte[count];
        for (int i = 0; i < count; i++)
        {
            var c = s.Slice(36 + 3 * i, 3);
            if (c[0] > 15 || c[1] != 1 || c[2] != 1)
                throw new NotSupportedException("JPEG 2000 pictures with signed, subsampled or components of more than 16 bits are not read");
            _depths[i] = (byte)(c[0] + 1);
        }
        _style = Jpeg2000Style.For(count);
    }

    // Reads a part of a tile; returns the place behind it.
    private int Part(ReadOnlySpan<byte> file, int start, ReadOnlySpan<byte> segment)
    {
        int index = BinaryPrimitives.ReadUInt16BigEndian(segment);
        long length = BinaryPrimitives.ReadUInt32BigEndian(segment[2..]);
        int end = (int)Math.Min(file.Length, length == 0 ? file.Length : start + length);
        if (!_tiles.TryGetValue(index, out var tile)) _tiles[index] = tile = (_style.Copy(), new());
        int at = start + 4 + segment.Length;
        while (file[at + 1] != 0x93)
        {
            var header = file.Slice(at + 4, BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]) - 2);
            tile.Style.Take(file[at + 1], header);
            at += 4 + header.Length;
        }
        at += 2;
        if (end > at) tile.Data.Write(file[at..end]);
        return Math.Max(at, end);
    }

    private DecodedImage Picture()
    {
        DecodedImage.Check(_area.Width, _area.Height);
        if (_tiles.Count == 0) throw new InvalidDataException("the picture has no tiles");
        var image = DecodedImage.Create(_area.Width, _area.Height);
        int across = (int)(((long)_area.Right - _tile.Left + _tile.Width - 1) / _tile.Width);
        foreach (var (index, (style, data)) in _tiles)
        {
            long left = _tile.Left + (long)(index % across) * _tile.Width, top = _tile.Top + (long)(index / across) * _tile.Height;
            var area = new Jpeg2000Area((int)Math.Max(left, _area.Left), (int)Math.Max(top, _area.Top),
                (int)Math.Min(left + _tile.Width, _area.Right), (int)Math.Min(top + _tile.Height, _area.Bottom));
            if (area.IsEmpty) throw new InvalidDataException($"tile {index} lies outside of the picture");
            Tile(area, style, data.GetBuffer().AsMemory(0, (int)data.Length), image);
        }
        return image;
    }

    private void Tile(Jpeg2000Area area, Jpeg2000Style style, ReadOnlyMemory<byte> data, DecodedImage image)
    {
        var components = new List<Jpeg2000TileComponent>();
        for (int i = 0; i < _depths.Length; i++)
        {
            if (style.Codings[i] is not { } coding || style.Quantizations[i] is not { } quantization)
                throw new InvalidDataException($"the coding of component {i} is missing");
            // Each precinct takes a bit at least in every layer, and most blocks take some.
            components.Add(new(i, area, coding, quantization, _depths[i], 65536 + 8L * _stream.Length));
        }
        new Jpeg2000Packets(data).Read([.. components.SelectMany(c => c.Precincts)], style);
        int shown = _depths.Length < 3 ? 1 : 3;
        bool mix = style.ColorTransform && shown == 3;
        var planes = new int[shown][];
        if (mix && !components[0].Whole)
        {
            var real = components.Take(3).Select(c => c.RealSamples()).ToArray();
            Mix(real[0], real[1], real[2]);
            for (int i = 0; i < 3; i++) planes[i] = Round(real[i]);
        }
        else
        {
            for (int i = 0; i < shown; i++) planes[i] = components[i].Whole ? components[i].WholeSamples() : Round(components[i].RealSamples());
            if (mix) Mix(planes[0], planes[1], planes[2]);
        }
        for (int i = 0; i < planes[0].Length; i++)
        {
            int x = area.Left - _area.Left + i % area.Width, y = area.Top - _area.Top + i / area.Width;
            image.Set(y * image.Width + x, Sample(planes[0][i], 0), Sample(planes[shown / 2][i], shown / 2), Sample(planes[^1][i], shown - 1));
        }
    }

    private static int[] Round(float[] samples) => Array.ConvertAll(samples, s => (int)Math.Clamp(MathF.Round(s), -1e6f, 1e6f));

    private static void Mix(int[] y, int[] u, int[] v)
    {
        for (int i = 0; i < y.Length; i++)
        {
            int green = y[i] - ((u[i] + v[i]) >> 2);
            (y[i], u[i], v[i]) = (v[i] + green, green, u[i] + green);
        }
    }

    private static void Mix(float[] y, float[] u, float[] v)
    {
        for (int i = 0; i < y.Length; i++)
            (y[i], u[i], v[i]) = (y[i] + v[i] * 1.402f, y[i] - u[i] * 0.34413f - v[i] * 0.71414f, y[i] + u[i] * 1.772f);
    }

    private byte Sample(int value, int component)
    {
        int depth = _depths[component];
        value = (int)Math.Clamp((long)value + (1 << (depth - 1)), 0, (1 << depth) - 1);
        return (byte)(depth > 8 ? value >> (depth - 8) : value << (8 - depth));
    }
}
