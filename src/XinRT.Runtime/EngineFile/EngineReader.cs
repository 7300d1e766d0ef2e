using System.Buffers.Binary;
using XinRT.Ir;
using XinRT.Planning;

namespace XinRT.Runtime.EngineFile;

/// <summary>Reads an engine file as an <see cref="EnginePlan"/> whose constants lie in the mapped file.</summary>
public static class EngineReader
{
    /// <summary>Reads a file in memory. <see cref="EngineFileException"/> says what is wrong with a damaged one.</summary>
    public static EnginePlan Read(Memory<byte> file, string name) =>
        Read((offset, length) => file.Slice((int)offset, length), file.Length, name, _ => { }, plan => plan);

    /// <summary>Reads a mapped file and makes something of it. Another thread prepares for that meanwhile and checks the weights, which
    /// are nearly all of the file; what was made is returned when they are found whole.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="prepare">Hears on the other thread which backends the kernels are of.</param>
    /// <param name="make">Makes the result.</param>
    public static T Read<T>(MappedFile file, string name, Action<IReadOnlyList<string>> prepare, Func<EnginePlan, T> make) where T : class =>
        Read(file.Slice, file.Length, name, prepare, make);

    /// <summary>What a file consists of, in the order of the file; <see cref="EngineFileException"/> if it is damaged.</summary>
    public static IReadOnlyList<EngineFileSection> Sections(string path)
    {
        using var file = MappedFile.Open(path);
        return
        [
            .. from section in ReadTable(file.Slice, file.Length, Path.GetFileName(path))
               orderby section.Value.Offset
               let known = Enum.IsDefined((EngineSection)section.Key)
               let text = known ? ((EngineSection)section.Key).ToString().ToLowerInvariant() : $"section {section.Key}"
               select new EngineFileSection(text, section.Value.Length, section.Key is not (int)EngineSection.Originals and < EngineFormat.FirstOptional),
        ];
    }

    private static T Read<T>(Func<long, int, Memory<byte>> slice, long fileLength, string name, Action<IReadOnlyList<string>> prepare, Func<EnginePlan, T> make)
        where T : class
    {
        var sections = ReadTable(slice, fileLength, name);
        foreach (var id in Enum.GetValues<EngineSection>())
            if ((int)id < EngineFormat.FirstOptional && !sections.ContainsKey((int)id)) throw Damaged(name, $"it has no section {(int)id}");
        var weights = sections[(int)EngineSection.Weights];
        var check = Task.Run(() =>
        {
            prepare(PlanCodec.ReadBackends(Open(slice, sections, EngineSection.Plan, name)));
            Check(slice, (int)EngineSection.Weights, weights, name);
        });
        T made;
        try
        {
            made = make(Decode(slice, sections, name));
        }
        catch
        {
            // Damaged weights are the better reason, and nobody may close the file while it is read.
            check.GetAwaiter().GetResult();
            throw;
        }
        try
        {
            check.GetAwaiter().GetResult();
            return made;
        }
        catch
        {
            (made as IDisposable)?.Dispose();
            throw;
        }
    }

    private static EnginePlan Decode(Func<long, int, Memory<byte>> slice, Dictionary<int, Place> sections, string name)
    {
        try
        {
            var (weightsAt, weightsLength, _) = sections[(int)EngineSection.Weights];
            var originals = sections[(int)EngineSection.Originals];
            // Nobody waits for the check of what hardly anybody reads.
            var check = new Lazy<bool>(() =>
            {
                Check(slice, (int)EngineSection.Originals, originals, name);
                return true;
            });
            var graphReader = Open(slice, sections, EngineSection.Graph, name);
            var (weights, isOriginal) = WeightTable.Read(graphReader,
            [
                (weightsLength, (offset, length) => slice(weightsAt + offset, length)),
                (originals.Length, (offset, length) => new CheckedMemory(slice(originals.Offset + offset, length), check).Memory),
            ]);
            var graph = GraphCodec.Read(graphReader, weights);
            graphReader.ExpectEnd();
            return PlanCodec.Read(Open(slice, sections, EngineSection.Plan, name), graph, weights) with
            {
                Originals = isOriginal,
                Sources = new(() => ReadSources(slice, sections, name, graph, weights)),
            };
        }
        catch (Exception e) when (e is ShapeException or ModelException or ArgumentException or OverflowException or InvalidOperationException)
        {
            throw Damaged(name, $"its contents contradict each other ({e.Message})", e);
        }
    }

    private static SourceMap ReadSources(Func<long, int, Memory<byte>> slice, Dictionary<int, Place> sections, string name,
        Graph graph, Tensor[] weights)
    {
        if (sections.TryGetValue((int)EngineSection.Sources, out var place))
        {
            Check(slice, (int)EngineSection.Sources, place, name);
            var reader = Open(slice, sections, EngineSection.Sources, name);
            try
            {
                SourceCodec.Read(reader, graph, weights);
                reader.ExpectEnd();
            }
            catch (Exception e) when (e is ModelException or ArgumentException or OverflowException or InvalidOperationException)
            {
                throw Damaged(name, $"its sources contradict each other ({e.Message})", e);
            }
        }
        return new SourceMap(graph);
    }

    private static ByteReader Open(Func<long, int, Memory<byte>> slice, Dictionary<int, Place> sections, EngineSection id, string name)
    {
        var (offset, length, _) = sections[(int)id];
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
            var place = new Place(offset, length, entry[24..].ToArray());
            if (!sections.TryAdd((int)id, place)) throw Damaged(name, $"section {id} stands twice");
            if (id >= EngineFormat.FirstOptional) continue;
            if (!Enum.IsDefined((EngineSection)id))
            {
                throw new EngineFileException("XIN5002", name, $"it has a section {id}, which this version of XinRT does not know",
                    hint: "use the version of XinRT that wrote the file, or build the engine again with this one");
            }
            if (id is not ((int)EngineSection.Weights or (int)EngineSection.Originals)) Check(slice, id, place, name);
        }
        return sections;
    }

    private sealed record Place(long Offset, long Length, byte[] Hash);

    private static void Check(Func<long, int, Memory<byte>> slice, long id, Place place, string name)
    {
        const int Chunk = 1 << 30;
        var hash = new SectionHash();
        for (long done = 0; done < place.Length; done += Chunk)
            hash.Append(slice(place.Offset + done, (int)Math.Min(Chunk, place.Length - done)).Span);
        if (!hash.Result().AsSpan().SequenceEqual(place.Hash)) throw Damaged(name, $"the hash of section {id} does not match");
    }

    private static EngineFileException Damaged(string name, string because, Exception? inner = null) =>
        new("XIN5003", name, because, hint: "the file is damaged; build or copy it again", inner: inner);
}

/// <summary>A part of an engine file.</summary>
/// <param name="Name">What it holds.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="IsReadAtLoad">Whether loading the engine reads all of it.</param>
public sealed record EngineFileSection(string Name, long Bytes, bool IsReadAtLoad);
