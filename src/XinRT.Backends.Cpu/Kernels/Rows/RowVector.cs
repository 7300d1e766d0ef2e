using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Rows;

/// <summary>One vector of a row: where it lies and which lanes of it belong to the row.</summary>
/// <param name="Index">Register with bytes from the row's start, or null.</param>
/// <param name="Offset">Bytes to add.</param>
/// <param name="Turn">Which of the accumulators in turn it is for.</param>
/// <param name="Number">Index of the vector if the whole row is unrolled.</param>
/// <param name="Tail">Lanes that belong to the row; all if null.</param>
internal readonly record struct RowVector(Gpr? Index, long Offset, int Turn, int Number, Mask? Tail)
{
    /// <summary>Its place in a row that starts at an address.</summary>
    public Mem At(Gpr row) =>
        Index is { } index ? VectorAssembler.At(row, index, 1, Offset) : VectorAssembler.At(row, Offset);

    /// <summary>Vectors that follow each other, numbered; of the last only some lanes may count.</summary>
    public static RowVector[] SideBySide(VectorAssembler asm, int count, Mask? tail) =>
        Arrays.Make(count, v => new RowVector(null, (long)v * asm.VectorBytes, 0, v, v == count - 1 ? tail : null));

    /// <summary>Loads it; lanes outside the row are 0.</summary>
    public void Load(VectorAssembler asm, Vec d, Gpr row)
    {
        if (Tail is { } tail) asm.Load(d, At(row), tail);
        else asm.Load(d, At(row));
    }

    /// <summary>Stores it.</summary>
    public void Store(VectorAssembler asm, Gpr row, Vec a)
    {
        if (Tail is { } tail) asm.Store(At(row), a, tail);
        else asm.Store(At(row), a);
    }
}
