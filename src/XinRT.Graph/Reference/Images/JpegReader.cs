using System.Buffers.Binary;

namespace XinRT.Reference.Images;

/// <summary>Reads baseline and progressive JPEG pictures of one or three components.</summary>
public static class JpegReader
{
    // Encoders make about ten; many thousands over a large flat picture would take hours.
    private const int MaxScans = 250;

    /// <summary>Reads a file; null if it is of a kind not read here (arithmetic coding, four components, 12 bits).</summary>
    public static DecodedImage? Read(ReadOnlySpan<byte> file)
    {
        var quantization = new int[4][];
        var (means, details) = (new JpegTree?[4], new JpegTree?[4]);
        List<JpegComponent> components = [];
        int width = 0, height = 0, restart = 0, adobe = -1, at = 2, scans = 0;
        bool progressive = false;
        while (at + 4 <= file.Length)
        {
            if (file[at] != 0xFF || file[at + 1] is 0 or 0xFF or (>= 0xD0 and <= 0xD7))
            {
                at++;
                continue;
            }
            int marker = file[at + 1];
            if (marker == 0xD9) break;
            var segment = file.Slice(at + 4, BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]) - 2);
            at += 4 + segment.Length;
            switch (marker)
            {
                case 0xC0 or 0xC1 or 0xC2:
                    if (segment[0] != 8 || segment[5] is not (1 or 3)) return null;
                    progressive = marker == 0xC2;
                    height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
                    width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
                    components = Frame(segment, width, height, file.Length);
                    break;
                case 0xC3 or (>= 0xC5 and <= 0xC7) or (>= 0xC9 and <= 0xCF): return null;
                case 0xC4: Trees(segment, means, details); break;
                case 0xDB: Quantization(segment, quantization); break;
                case 0xDD: restart = BinaryPrimitives.ReadUInt16BigEndian(segment); break;
                case 0xEE when segment.StartsWith("Adobe"u8) && segment.Length >= 12: adobe = segment[11]; break;
                case 0xDA when ++scans > MaxScans: throw new InvalidDataException($"more than {MaxScans} scans");
                case 0xDA: at = Scan(file, at, segment, components, progressive, restart, means, details); break;
            }
        }
        return Paint(components, width, height, quantization, adobe);
    }

    private static List<JpegComponent> Frame(ReadOnlySpan<byte> segment, int width, int height, int fileLength)
    {
        // Even flat pictures take a bit for every few hundred pixels; more is a made-up size.
        if (width < 1 || height < 1 || (long)width * height > 65536 + 4096L * fileLength)
            throw new InvalidDataException($"{fileLength} bytes cannot hold {width}x{height} pixels");
        DecodedImage.Check(width, height);
        var components = new List<JpegComponent>();
        for (int i = 0; i < segment[5]; i++)
        {
            var c = segment.Slice(6 + i * 3, 3);
            int across = c[1] >> 4, down = c[1] & 15;
            if (across is < 1 or > 4 || down is < 1 or > 4 || c[2] > 3) throw new InvalidDataException("sampling factors must be 1 to 4");
            components.Add(segment[5] == 1 ? new(c[0], 1, 1, c[2]) : new(c[0], across, down, c[2]));
        }
        foreach (var c in components) c.Lay(width, height, components.Max(o => o.Across), components.Max(o => o.Down));
        return components;
    }

    private static void Trees(ReadOnlySpan<byte> segment, JpegTree?[] means, JpegTree?[] details)
    {
        while (segment.Length >= 17)
        {
            int count = 0;
            foreach (byte n in segment.Slice(1, 16)) count += n;
            var tree = new JpegTree(segment.Slice(1, 16), segment.Slice(17, count).ToArray());
            (segment[0] >> 4 == 0 ? means : details)[segment[0] & 3] = tree;
            segment = segment[(17 + count)..];
        }
    }

    private static void Quantization(ReadOnlySpan<byte> segment, int[][] tables)
    {
        while (segment.Length >= 65)
        {
            bool wide = segment[0] >> 4 != 0;
            var table = new int[64];
            for (int i = 0; i < 64; i++)
                table[JpegScan.Place(i)] = wide ? BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + 2 * i)..]) : segment[1 + i];
            tables[segment[0] & 3] = table;
            segment = segment[(wide ? 129 : 65)..];
        }
    }

    private static int Scan(ReadOnlySpan<byte> file, int at, ReadOnlySpan<byte> segment, List<JpegComponent> components, bool progressive,
        int restart, JpegTree?[] means, JpegTree?[] details)
    {
        var chosen = new List<JpegComponent>();
        int count = segment[0];
        for (int i = 0; i < count; i++)
        {
            int id = segment[1 + 2 * i], trees = segment[2 + 2 * i];
            var component = components.Find(c => c.Id == id) ?? throw new InvalidDataException($"component {id} is not declared");
            (component.MeanTree, component.DetailTree) = (trees >> 4 & 3, trees & 3);
            chosen.Add(component);
        }
        if (chosen.Count == 0) throw new InvalidDataException("a scan has no components");
        var band = segment[(1 + 2 * count)..];
        var scan = progressive
            ? new JpegScan(true, band[0], Math.Min((int)band[1], 63), band[2] >> 4, band[2] & 15, means, details)
            : new JpegScan(false, 0, 63, 0, 0, means, details);
        return scan.Read(file, at, chosen, restart);
    }

    private static DecodedImage Paint(List<JpegComponent> components, int width, int height, int[][] quantization, int adobe)
    {
        if (components.Count == 0) throw new InvalidDataException("the file has no frame");
        var image = DecodedImage.Create(width, height);
        var planes = new byte[components.Count][];
        for (int i = 0; i < planes.Length; i++)
        {
            components[i].Transform(quantization[components[i].Table] ?? throw new InvalidDataException("a quantization table is missing"));
            planes[i] = JpegColor.Enlarge(components[i], width, height, components.Max(c => c.Across), components.Max(c => c.Down));
        }
        bool rgb = adobe == 0 || (adobe < 0 && components.Count == 3 && (components[0].Id, components[1].Id, components[2].Id) == ('R', 'G', 'B'));
        if (planes.Length == 3 && !rgb) JpegColor.ToRgb(planes[0], planes[1], planes[2], image);
        else
            for (int p = 0; p < width * height; p++) image.Set(p, planes[0][p], planes[planes.Length / 2][p], planes[^1][p]);
        return image;
    }
}
