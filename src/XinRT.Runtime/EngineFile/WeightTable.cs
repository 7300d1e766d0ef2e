using XinRT.Runtime.Planning;

namespace XinRT.Runtime.EngineFile;

/// <summary>Constant tensors of an engine file: each once, aligned, so that they can be used where they are mapped. Packed types
/// are packed in the file; strings stand in the table itself.</summary>
internal sealed class WeightTable
{
    private readonly List<(Tensor Tensor, long Offset)> _items = [];
    private readonly Dictionary<Tensor, int> _index = new(ReferenceEqualityComparer.Instance);

    /// <summary>Bytes of the weights section.</summary>
    public long SectionBytes { get; private set; }

    /// <summary>Index of a tensor, which is added if it is new.</summary>
    public int Add(Tensor tensor)
    {
        if (_index.TryGetValue(tensor, out int known)) return known;
        long offset = (SectionBytes + ArenaPlanning.Alignment - 1) / ArenaPlanning.Alignment * ArenaPlanning.Alignment;
        if (tensor.DType != DType.String && !tensor.IsElided) SectionBytes = offset + FileBytes(tensor.DType, tensor.Count);
        _items.Add((tensor, offset));
        return _index[tensor] = _items.Count - 1;
    }

    public void WriteTable(ByteWriter w)
    {
        w.Count(_items.Count);
        foreach (var (tensor, offset) in _items)
        {
            w.Count((int)tensor.DType);
            w.Count(tensor.Rank);
            foreach (long d in tensor.Dims) w.Signed(d);
            if (tensor.DType == DType.String)
                foreach (string s in tensor.Strings) w.String(s);
            else w.Unsigned(tensor.IsElided ? 0 : (ulong)offset + 1);
        }
    }

    /// <summary>Writes the weights section; returns nothing else than what <see cref="SectionBytes"/> said.</summary>
    public void WriteSection(Action<ReadOnlySpan<byte>> write)
    {
        Span<byte> padding = stackalloc byte[ArenaPlanning.Alignment];
        padding.Clear();
        long at = 0;
        foreach (var (tensor, offset) in _items)
        {
            if (tensor.DType == DType.String || tensor.IsElided) continue;
            write(padding[..(int)(offset - at)]);
            write(tensor.DType.IsPacked() ? PackedBits.Pack(tensor.DType, tensor.Bytes.Span) : tensor.Bytes.Span);
            at = offset + FileBytes(tensor.DType, tensor.Count);
        }
    }

    public static Tensor[] Read(ByteReader r, long sectionBytes, Func<long, int, Memory<byte>> slice)
    {
        // Packed tensors are unpacked into new memory. They do not share bytes, so together they cannot ask for more than there is.
        long packed = 0;
        return r.Array(reader => ReadTensor(reader, sectionBytes, slice, ref packed));
    }

    private static Tensor ReadTensor(ByteReader reader, long sectionBytes, Func<long, int, Memory<byte>> slice, ref long packed)
    {
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
        ulong offset = reader.Unsigned();
        if (offset-- == 0) return Tensor.Elided(dtype, dims);
        if (count / 8 > sectionBytes) throw reader.Error($"a tensor of {count} elements does not fit {sectionBytes} bytes of weights");
        long bytes = FileBytes(dtype, count);
        if (bytes > sectionBytes || offset > (ulong)(sectionBytes - bytes))
            throw reader.Error($"a tensor needs {bytes} bytes at {offset}, but there are {sectionBytes} bytes of weights");
        if (bytes > Tensor.MaxBytes || count > Tensor.MaxBytes) throw reader.Error($"one tensor may take {Tensor.MaxBytes} bytes, but this one takes {bytes}");
        if (dtype.IsPacked() && (packed += bytes) > sectionBytes) throw reader.Error($"packed tensors take {packed} of {sectionBytes} bytes of weights");
        var memory = slice((long)offset, (int)bytes);
        return new Tensor(dtype, dims, dtype.IsPacked() ? PackedBits.Unpack(dtype, memory.Span, (int)count) : memory);
    }

    private static long FileBytes(DType dtype, long count) => (count * dtype.BitWidth() + 7) / 8;
}
