using System.Runtime.InteropServices;
using XinRT.Backends.Cpu.Asm;

namespace XinRT.KernelTests.Asm;

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

    public void Dispose()
    {
        NativeMemory.AlignedFree(_pool);
        NativeMemory.AlignedFree(_stack);
    }
}
