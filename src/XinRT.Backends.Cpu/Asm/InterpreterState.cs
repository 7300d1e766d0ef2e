using System.Runtime.InteropServices;

namespace XinRT.Backends.Cpu.Asm;

/// <summary>Registers and memory of one run of an interpreted kernel.</summary>
// SAFETY: the kernel's own addresses are used as they are, like those of generated code; pool and stack live while the run does.
internal sealed unsafe class InterpreterState : IDisposable
{
    // A NaN in every lane, so that a register read before it was written shows in the result.
    private const int Unwritten = unchecked((int)0xFFBADBAD);

    private readonly int _lanes;
    private readonly int[] _vecs;
    private readonly byte* _pool;
    private readonly byte* _stack;

    /// <summary>Registers without contents, the constant pool, and the stack.</summary>
    public InterpreterState(RegisterFile registers, ReadOnlySpan<int> pool, int stackBytes)
    {
        _lanes = registers.Lanes;
        _vecs = new int[registers.Vecs * _lanes];
        Array.Fill(_vecs, Unwritten);
        Gprs = new long[registers.Gprs];
        Array.Fill(Gprs, Unwritten);
        Masks = new uint[registers.Masks];
        _pool = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, pool.Length * 4), 64);
        pool.CopyTo(new Span<int>(_pool, pool.Length));
        _stack = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, stackBytes), 64);
        new Span<byte>(_stack, stackBytes).Fill(0xBA);
    }

    /// <summary>General registers.</summary>
    public long[] Gprs { get; }

    /// <summary>Masks, lane i in bit i.</summary>
    public uint[] Masks { get; }

    /// <summary>The step after this one.</summary>
    public int Next { get; set; }

    /// <summary>Lanes of a vector register.</summary>
    public Span<int> this[Vec v] => _vecs.AsSpan(v.Index * _lanes, _lanes);

    /// <summary>A general register.</summary>
    public ref long this[Gpr r] => ref Gprs[r.Index];

    /// <summary>Where a memory operand lies.</summary>
    public byte* At(Mem m)
    {
        if (m.InPool) return _pool + m.Offset;
        byte* start = m.Base == InterpretedRegisters.StackPointer ? _stack : (byte*)this[m.Base];
        return start + (m.Index is { } index ? this[index] * m.Scale : 0) + m.Offset;
    }

    /// <summary>Loads a lane and widens it.</summary>
    public static int Load(byte* place, int lane, LaneFormat format) => format switch
    {
        LaneFormat.U8 => place[lane],
        LaneFormat.I8 => ((sbyte*)place)[lane],
        LaneFormat.BF16 => ((ushort*)place)[lane] << 16,
        LaneFormat.F16 => BitConverter.SingleToInt32Bits((float)((Half*)place)[lane]),
        _ => ((int*)place)[lane],
    };

    /// <summary>Narrows a lane and stores it.</summary>
    public static void Store(byte* place, int lane, int value, LaneFormat format)
    {
        switch (format)
        {
            case LaneFormat.U8:
                place[lane] = (byte)Math.Clamp(value, byte.MinValue, byte.MaxValue);
                break;
            case LaneFormat.I8:
                ((sbyte*)place)[lane] = (sbyte)Math.Clamp(value, sbyte.MinValue, sbyte.MaxValue);
                break;
            case LaneFormat.BF16:
                ((ushort*)place)[lane] = ToBFloat16(value);
                break;
            case LaneFormat.F16:
                ((Half*)place)[lane] = (Half)BitConverter.Int32BitsToSingle(value);
                break;
            default:
                ((int*)place)[lane] = value;
                break;
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_pool);
        NativeMemory.AlignedFree(_stack);
    }

    // To nearest, ties to even; a NaN keeps its upper bits and becomes quiet.
    private static ushort ToBFloat16(int bits) => float.IsNaN(BitConverter.Int32BitsToSingle(bits))
        ? (ushort)(bits >>> 16 | 0x40)
        : (ushort)((uint)bits + 0x7FFF + ((uint)bits >> 16 & 1) >> 16);
}
