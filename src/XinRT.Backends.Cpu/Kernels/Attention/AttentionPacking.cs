using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Kernels.Rows;

namespace XinRT.Backends.Cpu.Kernels.Attention;

/// <summary>Emits the packing of a head's keys and values for register tiles.</summary>
/// <remarks>Keys become panels <c>[panel][depth][keys of a panel]</c>, transposed square by square in registers; the
/// last panel has as many vectors as remain, keys beyond the last are 0. Values become rows of whole vectors, so that
/// the inner loop needs no mask and streams memory in order.</remarks>
internal sealed class AttentionPacking(VectorAssembler asm, AttentionForm form, AttentionBlocks blocks)
{
    private readonly int _bytes = asm.VectorBytes;

    /// <summary>Packs the keys at <paramref name="keys"/>; both registers are lost.</summary>
    public void Keys(Gpr keys, long pitch, Gpr target)
    {
        int full = form.Columns / asm.Lanes, panels = full / blocks.Vectors, rest = (form.Columns + asm.Lanes - 1) / asm.Lanes % blocks.Vectors;
        asm.Repeat(panels, () =>
        {
            Panel(keys, pitch, target, blocks.Vectors, asm.Lanes * blocks.Vectors);
            asm.Add(keys, pitch * asm.Lanes * blocks.Vectors);
            asm.Add(target, (long)blocks.Vectors * _bytes * form.Depth);
        });
        int left = form.Columns - panels * blocks.Vectors * asm.Lanes;
        if (left > 0) Panel(keys, pitch, target, rest == 0 ? blocks.Vectors : rest, left);
    }

    /// <summary>Packs the values at <paramref name="values"/>; both registers are lost.</summary>
    public void Values(Gpr values, long pitch, Gpr target)
    {
        var pass = new RowPass(asm, form.ValueDepth, turns: 4, unrolled: 16);
        var v = asm.NewVec();
        asm.Repeat(form.Columns, () =>
        {
            pass.Run(at =>
            {
                at.Load(asm, v, values);
                asm.Store(at.At(target), v);
            });
            asm.Add(values, pitch);
            asm.Add(target, (long)blocks.ValueVectors * _bytes);
        });
        asm.Free(v);
        pass.Release();
    }

    private void Panel(Gpr keys, long pitch, Gpr target, int vectors, int count)
    {
        long line = (long)vectors * _bytes;
        int full = form.Depth / asm.Lanes, rest = form.Depth % asm.Lanes;
        for (int v = 0; v < vectors; v++)
        {
            int rows = Math.Clamp(count - v * asm.Lanes, 0, asm.Lanes);
            asm.Add(keys, v * asm.Lanes * pitch);
            asm.Add(target, v * _bytes);
            asm.Repeat(full, () =>
            {
                Square(keys, pitch, target, line, rows, null);
                asm.Add(keys, _bytes);
                asm.Add(target, line * asm.Lanes);
            });
            if (rest > 0)
            {
                var tail = asm.FirstLanes(rest);
                Square(keys, pitch, target, line, rows, tail);
                asm.Free(tail);
            }
            asm.Add(keys, -v * asm.Lanes * pitch - full * _bytes);
            asm.Add(target, -v * _bytes - full * line * asm.Lanes);
        }

        void Square(Gpr src, long pitch, Gpr dst, long line, int rows, Mask? tail)
        {
            Vec[] square = asm.NewVecs(asm.Lanes);
            for (int r = 0; r < square.Length; r++)
            {
                if (r >= rows) asm.Zero(square[r]);
                else if (tail is { } lanes) asm.Load(square[r], VectorAssembler.At(src, r * pitch), lanes);
                else asm.Load(square[r], VectorAssembler.At(src, r * pitch));
            }
            asm.Transpose(square);
            for (int d = 0; d < (tail is null ? asm.Lanes : rest); d++)
                asm.Store(VectorAssembler.At(dst, d * line), square[d]);
            asm.Free(square);
        }
    }
}
