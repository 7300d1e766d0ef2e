using System.Buffers.Binary;

namespace XinRT.Runtime.EngineFile;

/// <summary>Reads an engine file as an <see cref="EnginePlan"/> whose constants lie in the mapped file.</summary>
public static class EngineReader
{
    /// <summary>Reads a mapped file. <see cref="EngineFileException"/> says what is wrong with a damaged one.</summary>
    public static EnginePlan Read(MappedFile file, string name) => Read(file.Slice, file.Length, name);

    /// <summary>Reads a file in memory.</summary>
    public static EnginePlan Read(Memory<byte> file, string name) => Read((offset, length) => file.Slice((int)offset, length), file.Length, name);

    private static EnginePlan Read(Func<long, int, Memory<byte>> slice, long fileLength, string name)
    {
        try
        {
            var sections = ReadTable(slice, fileLength, name);
            foreach (EngineSection id in (EngineSection[])[EngineSection.Weights, EngineSection.Graph, EngineSection.Plan])
                if (!sections.ContainsKey((int)id)) throw Damaged(name, $"it has no section {(int)id}");
            var (weightsAt, weightsLength) = sections[(int)EngineSection.Weights];
            var graphReader = Open(slice, sections, EngineSection.Graph, name);
            var weights = WeightTable.Read(graphReader, weightsLength, (offset, length) => slice(weightsAt + offset, length));
            var graph = GraphCodec.Read(graphReader, weights);
            graphReader.ExpectEnd();
            return PlanCodec.Read(Open(slice, sections, EngineSection.Plan, name), graph, weights);
        }
        catch (Exception e) when (e is ShapeException or ModelException or ArgumentException or OverflowException or InvalidOperationException)
        {
            throw Damaged(name, $"its contents contradict each other ({e.Message})", e);
        }
    }

    private static ByteReader Open(Func<long, int, Memory<byte>> slice, Dictionary<int, Place> sections, EngineSection id, string name)
    {
        var (offset, length) = sections[(int)id];
        return length <= int.MaxValue ? new(slice(offset, (int)length), id.ToString().ToLowerInvariant())
            : throw Damaged(name, $"section {(int)id} may have {int.MaxValue} bytes, but it has {length}");
    }

    private static Dictionary<int, Place> ReadTable(Func<long, int, Memory<byte>> slice, long fileLength, string name)
    {
        if (fileLength < EngineFormat.HeaderBytes || !slice(0, 8).Span.SequenceEqual(EngineFormat.Magic))
        {
            throw new EngineFileException("XIN5001", name, "an engine file is wanted, but it does not begin as one",
                hint: "build an engine with 'xinrt build MODEL -o ENGINE'");
        }
        var header = slice(0, EngineFormat.HeaderBytes).Span;
        int version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (version != EngineFormat.Version)
        {
            throw new EngineFileException("XIN5002", name, $"format version {EngineFormat.Version} is read, but the file has {version}",
                hint: "build the engine again with this version of XinRT");
        }
        int count = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        long stated = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        if (stated != fileLength) throw Damaged(name, $"it states {stated} bytes, but has {fileLength}");
        if (count is < 1 or > 64) throw Damaged(name, $"1 to 64 sections are allowed, but it states {count}");
        int tableEnd = EngineFormat.HeaderBytes + count * EngineFormat.EntryBytes;
        if (fileLength < tableEnd + SectionHash.Bytes) throw Damaged(name, $"it ends within its table of {count} sections");
        var table = slice(0, tableEnd + SectionHash.Bytes).Span;
        if (!SectionHash.Of(table[..tableEnd]).AsSpan().SequenceEqual(table[tableEnd..])) throw Damaged(name, "the hash of its section table does not match");

        var sections = new Dictionary<int, Place>();
        for (int i = 0; i < count; i++)
        {
            var entry = table.Slice(EngineFormat.HeaderBytes + i * EngineFormat.EntryBytes, EngineFormat.EntryBytes);
            long id = BinaryPrimitives.ReadInt64LittleEndian(entry);
            long offset = BinaryPrimitives.ReadInt64LittleEndian(entry[8..]), length = BinaryPrimitives.ReadInt64LittleEndian(entry[16..]);
            if (offset < 0 || length < 0 || length > fileLength || offset > fileLength - length)
                throw Damaged(name, $"section {id} has {length} bytes at {offset}, but the file ends at {fileLength}");
            if (!Hash(slice, offset, length).AsSpan().SequenceEqual(entry[24..])) throw Damaged(name, $"the hash of section {id} does not match");
            if (!sections.TryAdd((int)id, new(offset, length))) throw Damaged(name, $"section {id} stands twice");
        }
        return sections;
    }

    private sealed record Place(long Offset, long Length);

    private static byte[] Hash(Func<long, int, Memory<byte>> slice, long offset, long length)
    {
        const int Chunk = 1 << 30;
        var hash = new SectionHash();
        for (long done = 0; done < length; done += Chunk) hash.Append(slice(offset + done, (int)Math.Min(Chunk, length - done)).Span);
        return hash.Result();
    }

    private static EngineFileException Damaged(string name, string because, Exception? inner = null) =>
        new("XIN5003", name, because, hint: "the file is damaged; build or copy it again", inner: inner);
}
