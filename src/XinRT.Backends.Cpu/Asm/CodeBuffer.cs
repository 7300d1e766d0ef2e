using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Iced.Intel;

namespace XinRT.Backends.Cpu.Asm;

/// <summary>Bytes of one x86-64 function while it is written: instructions are encoded at once, jumps forward and addresses of
/// constants are settled at the end.</summary>
internal sealed class CodeBuffer : CodeWriter
{
    /// <summary>Alignment of loops, of the constant pool and of a whole function.</summary>
    public const int Alignment = 64;

    private const int LongestNop = 9;

    private readonly Encoder _encoder;
    private readonly List<int> _labels = [];
    private readonly List<(int Place, int Label)> _jumps = [];
    private readonly List<(int Place, int End)> _poolUses = [];
    private readonly List<int> _pool = [];
    private readonly Dictionary<int, int> _single = [];
    private readonly Dictionary<int, (int Offset, int Count)> _tables = [];
    private byte[] _bytes = new byte[4096];
    private int _length;
    private int _singles;

    /// <summary>Makes an empty buffer.</summary>
    public CodeBuffer() => _encoder = Encoder.Create(64, this);

    /// <summary>Offset of the next instruction.</summary>
    public int Position => _length;

    /// <inheritdoc/>
    public override void WriteByte(byte value)
    {
        if (_length == _bytes.Length) Array.Resize(ref _bytes, _length * 2);
        _bytes[_length++] = value;
    }

    /// <summary>Adds an instruction. An address relative to the instruction pointer means an offset in the constant pool.</summary>
    public void Add(in Instruction instruction)
    {
        int start = _length;
        _encoder.Encode(instruction, (ulong)start);
        if (instruction.MemoryBase != Register.RIP) return;
        _poolUses.Add((start + (int)_encoder.GetConstantOffsets().DisplacementOffset, _length));
    }

    /// <summary>Makes a label that has no place yet.</summary>
    public int NewLabel()
    {
        _labels.Add(-1);
        return _labels.Count - 1;
    }

    /// <summary>Puts a label here.</summary>
    public void Bind(int label)
    {
        if (_labels[label] >= 0) throw new InvalidOperationException($"Label {label} has a place already.");
        _labels[label] = _length;
    }

    /// <summary>Adds a jump: the short form if the target is known and near.</summary>
    public void Jump(int label, Code near, Code far)
    {
        const int ShortLength = 2;
        int target = _labels[label];
        if (target >= 0 && target - (_length + ShortLength) >= sbyte.MinValue)
        {
            Add(Instruction.CreateBranch(near, (ulong)target));
            return;
        }
        Add(Instruction.CreateBranch(far, (ulong)Math.Max(target, 0)));
        if (target < 0) _jumps.Add((_length - 4, label));
    }

    /// <summary>Fills up with instructions that do nothing.</summary>
    public void Align()
    {
        for (int left = -_length & (Alignment - 1); left > 0;)
        {
            int size = Math.Min(left, LongestNop);
            foreach (byte b in Nop(size)) WriteByte(b);
            left -= size;
        }
    }

    /// <summary>Offset in the constant pool of the items, put there unless they are there.</summary>
    public int Constants(ReadOnlySpan<int> items)
    {
        if (items.Length == 1) return Single(items[0]);
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(items));
        int key = hash.ToHashCode();
        var pool = CollectionsMarshal.AsSpan(_pool);
        if (_tables.TryGetValue(key, out var known) && items.SequenceEqual(pool.Slice(known.Offset / 4, known.Count))) return known.Offset;
        int offset = NewLine();
        _pool.AddRange(items);
        _tables[key] = (offset, items.Length);
        return offset;
    }

    /// <summary>The function: prologue, this body, constants. It runs at any address that is a multiple of
    /// <see cref="Alignment"/>.</summary>
    public byte[] Finish(CodeBuffer prologue)
    {
        foreach (var (place, label) in _jumps)
        {
            if (_labels[label] < 0) throw new InvalidOperationException($"A jump leads to label {label}, which has no place.");
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(place), _labels[label] - (place + 4));
        }
        prologue.Align();
        int pool = AlignUp(_length);
        foreach (var (place, end) in _poolUses)
        {
            int offset = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(place)) + end;
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(place), pool + offset - end);
        }
        int start = prologue._length;
        var result = new byte[start + (_pool.Count > 0 ? pool + _pool.Count * 4 : _length)];
        prologue._bytes.AsSpan(0, start).CopyTo(result);
        _bytes.AsSpan(0, _length).CopyTo(result.AsSpan(start));
        if (_pool.Count > 0) MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_pool)).CopyTo(result.AsSpan(start + pool));
        return result;
    }

    private static int AlignUp(int length) => (length + Alignment - 1) & -Alignment;

    // Single items share cache lines of their own, so that tables stay aligned without gaps.
    private int Single(int item)
    {
        if (_single.TryGetValue(item, out int offset)) return offset;
        if (_singles % Alignment == 0)
        {
            _singles = NewLine();
            CollectionsMarshal.SetCount(_pool, _pool.Count + Alignment / 4);
        }
        _pool[_singles / 4] = item;
        _single[item] = _singles;
        offset = _singles;
        _singles += 4;
        return offset;
    }

    private int NewLine()
    {
        while (_pool.Count % (Alignment / 4) != 0) _pool.Add(0);
        return _pool.Count * 4;
    }

    // The forms that processor manuals recommend.
    private static ReadOnlySpan<byte> Nop(int size) => size switch
    {
        1 => [0x90],
        2 => [0x66, 0x90],
        3 => [0x0F, 0x1F, 0x00],
        4 => [0x0F, 0x1F, 0x40, 0x00],
        5 => [0x0F, 0x1F, 0x44, 0x00, 0x00],
        6 => [0x66, 0x0F, 0x1F, 0x44, 0x00, 0x00],
        7 => [0x0F, 0x1F, 0x80, 0x00, 0x00, 0x00, 0x00],
        8 => [0x0F, 0x1F, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
        _ => [0x66, 0x0F, 0x1F, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
    };
}
