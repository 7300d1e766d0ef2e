using XinRT.Planning;

namespace XinRT.Runtime.EngineFile;

/// <summary>Constant tensors of an engine file: each once, aligned, so that they can be used where they are mapped. Packed types
/// are packed in the file; strings stand in the table itself.</summary>
/// <param name="originals">Tensors that stand in <see cref="EngineSection.Originals"/>; all others in
/// <see cref="EngineSection.Weights"/>.</param>
internal sealed class WeightTable(IReadOnlySet<Tensor> originals)
{
    /// <summary>The sections that tensors stand in, by the number that the table gives.</summary>
    public static IReadOnlyList<EngineSection> Sections { get; } = [EngineSection.Weights, EngineSection.Originals];

    private readonly List<(Tensor Tensor, int Section, long Offset)> _items = [];
    private readonly Dictionary<Tensor, int> _index = new(ReferenceEqualityComparer.Instance);
    private readonly long[] _bytes = new long[Sections.Count];

    /// <summary>Bytes of a section.</summary>
    public long BytesOf(EngineSection section) => _bytes[Number(section)];

    /// <summary>Index of a tensor, which is added if it is new.</summary>
    public int Add(Tensor tensor) => Add(tensor, originals.Contains(tensor) ? EngineSection.Originals : EngineSection.Weights);

    /// <summary>Index of a tensor that loading does not read, unless it is added as one that is read before.</summary>
    public int AddUnread(Tensor tensor) => Add(tensor, EngineSection.Originals);

    private int Add(Tensor tensor, EngineSection id)
    {
        if (_index.TryGetValue(tensor, out int known)) return known;
        int section = Number(id);
        long offset = (_bytes[section] + ArenaPlanning.Alignment - 1) / ArenaPlanning.Alignment * ArenaPlanning.Alignment;
        if (tensor.DType != DType.String) _bytes[section] = offset + FileBytes(tensor.DType, tensor.Count);
        _items.Add((tensor, section, offset));
        return _index[tensor] = _items.Count - 1;
    }

    public void WriteTable(ByteWriter w)
    {
        w.Count(_items.Count);
        foreach (var (tensor, section, offset) in _items)
        {
            w.Count((int)tensor.DType);
            w.Count(tensor.Rank);
            foreach (long d in tensor.Dims) w.Signed(d);
            if (tensor.DType == DType.String)
            {
                foreach (string s in tensor.Strings) w.String(s);
                continue;
            }
            w.Count(section);
            w.Unsigned((ulong)offset);
        }
    }

    /// <summary>Writes a section of <see cref="BytesOf"/> bytes.</summary>
    public void WriteSection(EngineSection id, Action<ReadOnlySpan<byte>> write)
    {
        Span<byte> padding = stackalloc byte[ArenaPlanning.Alignment];
        padding.Clear();
        long at = 0;
        foreach (var (tensor, section, offset) in _items)
        {
            if (tensor.DType == DType.String || section != Number(id)) continue;
            write(padding[..(int)(offset - at)]);
            write(tensor.DType.IsPacked() ? PackedBits.Pack(tensor.DType, tensor.Bytes.Span) : tensor.Bytes.Span);
            at = offset + FileBytes(tensor.DType, tensor.Count);
        }
    }

    /// <summary>Reads the table.</summary>
    /// <param name="r">Its place in the file.</param>
    /// <param name="sections">The sections in the order of <see cref="Sections"/>: length, and a part at an offset.</param>
    /// <returns>The tensors, and those of them that stand in <see cref="EngineSection.Originals"/>.</returns>
    public static (Tensor[] Tensors, IReadOnlySet<Tensor> Originals) Read(ByteReader r,
        IReadOnlyList<(long Bytes, Func<long, int, Memory<byte>> Slice)> sections)
    {
        // Packed tensors are unpacked into new memory. They do not share bytes, so together they cannot ask for more than there is.
        long packed = 0;
        var originals = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var tensors = r.Array(reader =>
        {
            var tensor = ReadTensor(reader, sections, ref packed, out int section);
            if (section == Number(EngineSection.Originals)) originals.Add(tensor);
            return tensor;
        });
        return (tensors, originals);
    }

    private static Tensor ReadTensor(ByteReader reader, IReadOnlyList<(long Bytes, Func<long, int, Memory<byte>> Slice)> sections,
        ref long packed, out int section)
    {
        section = 0;
        var dtype = (DType)reader.Unsigned();
        if (!dtype.IsKnown()) throw reader.Error($"element types 1 to {(int)DType.I2} are known, but this one is {(int)dtype}");
        long[] dims = reader.Array(x => x.Signed());
        long count = 1;
        foreach (long d in dims)
            count = d < 0 ? throw reader.Error($"sizes are 0 or more, but this one is {d}") : SaturatingMath.Multiply(count, d);
        if (dtype == DType.String)
        {
            if (count > reader.Left) throw reader.Error($"{count} strings are announced, but only {reader.Left} bytes are left");
            return Tensor.OfStrings(Arrays.Make((int)count, _ => reader.String()), dims);
        }
        section = reader.Index(sections.Count);
        var (sectionBytes, slice) = sections[section];
        ulong offset = reader.Unsigned();
        if (count / 8 > sectionBytes) throw reader.Error($"a tensor of {count} elements does not fit {sectionBytes} bytes of weights");
        long bytes = FileBytes(dtype, count);
        if (bytes > sectionBytes || offset > (ulong)(sectionBytes - bytes))
            throw reader.Error($"a tensor needs {bytes} bytes at {offset}, but there are {sectionBytes} bytes of weights");
        if (bytes > Tensor.MaxBytes || count > Tensor.MaxBytes)
            throw reader.Error($"one tensor may take {Tensor.MaxBytes} bytes, but this one takes {bytes}");
        if (dtype.IsPacked() && (packed += bytes) > sectionBytes)
            throw reader.Error($"packed tensors take {packed} of {sectionBytes} bytes of weights");
        var memory = slice((long)offset, (int)bytes);
        return new Tensor(dtype, dims, dtype.IsPacked() ? PackedBits.Unpack(dtype, memory.Span, (int)count) : memory);
    }

    private static int Number(EngineSection section) => section == EngineSection.Originals ? 1 : 0;

    private static long FileBytes(DType dtype, long count) => (count * dtype.BitWidth() + 7) / 8;
}
