using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Emits <c>M = V · U</c> for rows V of adjacent items and one panel U of some vectors: a plain product of
/// small matrices.</summary>
/// <remarks>Registers: rows × vectors sums, the vectors of U, one item of V in all lanes (an operand in memory if there
/// is one vector). All rows of a tile are one run of the loop over k, unrolled four times. Rows are divided into tiles
/// of two sizes at most, so that none is much smaller than the registers allow.</remarks>
internal sealed record PanelProduct(int Vectors, int Depth, long PitchOfV, long PitchOfM)
{
    private const int Unroll = 4;

    /// <summary>Rows of the largest tile.</summary>
    public static int MostRows(int vectors, int registers) => Math.Clamp((registers - vectors - 1) / vectors, 1, 28);

    /// <summary>Emits all rows. The pointers are of the first row; they are changed.</summary>
    public void Emit(VectorAssembler asm, long rows, Gpr v, Gpr u, Gpr m)
    {
        long most = MostRows(Vectors, asm.FreeVecs), tiles = (rows + most - 1) / most;
        long small = rows / tiles, larger = rows % tiles;
        Gpr a = asm.NewGpr(), b = asm.NewGpr(), k = asm.NewGpr();
        Tiles(asm, (int)small + 1, larger, (v, u, m), (a, b, k));
        Tiles(asm, (int)small, tiles - larger, (v, u, m), (a, b, k));
        asm.Free(a, b, k);
    }

    private void Tiles(VectorAssembler asm, int rows, long count, (Gpr V, Gpr U, Gpr M) at, (Gpr A, Gpr B, Gpr K) run)
    {
        asm.Repeat(count, () =>
        {
            Vec[] sums = asm.NewVecs(rows * Vectors), panel = asm.NewVecs(Vectors);
            var item = asm.NewVec();
            foreach (var sum in sums) asm.Zero(sum);
            asm.Move(run.A, at.V);
            asm.Move(run.B, at.U);
            asm.Set(run.K, Depth / Unroll);
            asm.While(run.K, 1, () => Steps(Unroll));
            Steps(Depth % Unroll);
            for (int i = 0; i < sums.Length; i++)
                asm.Store(At(at.M, i / Vectors * PitchOfM + i % Vectors * asm.VectorBytes), sums[i]);
            asm.Add(at.V, rows * PitchOfV);
            asm.Add(at.M, rows * PitchOfM);
            asm.Free(sums);
            asm.Free(panel);
            asm.Free(item);

            void Steps(int steps)
            {
                for (int s = 0; s < steps; s++)
                {
                    for (int j = 0; j < Vectors; j++)
                        asm.Load(panel[j], At(run.B, (s * Vectors + j) * asm.VectorBytes));
                    for (int r = 0; r < rows; r++)
                    {
                        var at = At(run.A, r * PitchOfV + s * 4);
                        if (Vectors == 1)
                        {
                            asm.FmaBroadcast(sums[r], panel[0], at);
                            continue;
                        }
                        asm.Broadcast(item, at);
                        for (int j = 0; j < Vectors; j++) asm.Fma(sums[r * Vectors + j], item, panel[j]);
                    }
                }
                if (steps == 0) return;
                asm.Add(run.A, steps * 4);
                asm.Add(run.B, steps * Vectors * asm.VectorBytes);
            }
        });
    }
}
