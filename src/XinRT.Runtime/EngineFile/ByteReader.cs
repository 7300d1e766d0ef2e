using System.Buffers.Binary;
using System.Text;

namespace XinRT.Runtime.EngineFile;

/// <summary>Reads what <see cref="ByteWriter"/> wrote, trusting nothing: every length is checked against what is left, so a
/// hostile file cannot make it allocate more than a small multiple of its own size.</summary>
internal sealed class ByteReader(ReadOnlyMemory<byte> bytes, string section)
{
    private int _at;

    public int Left => bytes.Length - _at;

    public EngineFileException Error(string because) => new("XIN5003", $"section '{section}'", $"{because} at byte {_at}",
        hint: "the file is damaged; build or copy it again");

    public ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte b = Take(1)[0];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
        throw Error("a number ends within 10 bytes, but this one does not");
    }

    public long Signed()
    {
        ulong value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A number of items that each take at least one byte.</summary>
    public int Count()
    {
        ulong value = Unsigned();
        return value <= (ulong)Left ? (int)value : throw Error($"{value} items are announced, but only {Left} bytes are left");
    }

    /// <summary>An index below a limit.</summary>
    public int Index(int limit)
    {
        ulong value = Unsigned();
        return value < (ulong)limit ? (int)value : throw Error($"an index below {limit} is wanted, but it is {value}");
    }

    public float Float() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public string String() => Encoding.UTF8.GetString(Take(Count()));

    public byte[] Bytes() => Take(Count()).ToArray();

    public T[] Array<T>(Func<ByteReader, T> item)
    {
        var items = new T[Count()];
        for (int i = 0; i < items.Length; i++) items[i] = item(this);
        return items;
    }

    public void ExpectEnd()
    {
        if (Left > 0) throw Error($"the section should end, but {Left} bytes are left");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Left) throw Error($"{count} bytes are wanted, but only {Left} are left");
        var span = bytes.Span.Slice(_at, count);
        _at += count;
        return span;
    }
}
