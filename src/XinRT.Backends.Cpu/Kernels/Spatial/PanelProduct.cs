using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Kernels.Contraction;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Emits <c>M = V · U</c> for rows V of adjacent items and one panel U of some vectors: a plain product of
/// small matrices.</summary>
/// <remarks>Rows are divided into register tiles of two sizes at most, so that none is much smaller than the registers
/// allow.</remarks>
internal sealed record PanelProduct(int Vectors, int Depth, long PitchOfV, long PitchOfM)
{
    /// <summary>Rows of the largest tile.</summary>
    public static int MostRows(int vectors, int registers) =>
        Math.Clamp(MicroKernel.MostRows(registers, vectors), 1, 28);

    /// <summary>Whether the panel behind U is asked for meanwhile: the one that comes next, from far away.</summary>
    public bool AsksForNext { get; init; }

    /// <summary>Emits all rows. The pointers are of the first row; they are changed.</summary>
    public void Emit(VectorAssembler asm, long rows, Gpr v, Gpr u, Gpr m)
    {
        long most = MostRows(Vectors, asm.FreeVecs), tiles = (rows + most - 1) / most;
        long small = rows / tiles, larger = rows % tiles;
        PrefetchStream? ahead = null;
        if (AsksForNext)
        {
            // Each tile asks for an equal part.
            long bytes = (long)Vectors * asm.VectorBytes, lines = MicroKernel.Unroll * bytes / PrefetchStream.LineBytes;
            ahead = new(asm.NewGpr(), (int)((lines + tiles - 1) / tiles));
            asm.Address(ahead.Next, At(u, Depth * bytes));
        }
        Tiles(asm, (int)small + 1, larger, v, u, m, ahead);
        Tiles(asm, (int)small, tiles - larger, v, u, m, ahead);
        if (ahead is not null) asm.Free(ahead.Next);
    }

    private void Tiles(VectorAssembler asm, int rows, long count, Gpr v, Gpr u, Gpr m, PrefetchStream? ahead) => asm.Repeat(count, () =>
    {
        var tile = new MicroKernel(asm, rows, Vectors) { BeginsWithB = true };
        tile.TakeOperands(Vectors, item: true);
        tile.Clear();
        tile.Accumulate(v, PitchOfV, u, (long)Vectors * asm.VectorBytes, Depth, ahead);
        tile.Store(m, PitchOfM);
        tile.ReleaseOperands();
        asm.Free(tile.Sums);
        asm.Add(v, rows * PitchOfV);
        asm.Add(m, rows * PitchOfM);
    });
}
