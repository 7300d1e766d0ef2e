using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Kernels.Contraction;
using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Kernels.Attention;

/// <summary>What the steps of one block of query rows share.</summary>
internal sealed record AttentionScope(VectorAssembler Asm, AnchoredForm Fused, AttentionForm Form, AttentionBlocks Blocks,
    AttentionPlaces Places)
{
    /// <summary>Register with the worker's scratch.</summary>
    public Gpr Scratch => Asm.Argument(3);

    /// <summary>Whether keys come in several blocks.</summary>
    public bool IsOnline => Blocks.IsOnline(Form);

    /// <summary>d = address of the block's first row of an operand.</summary>
    public void RowStart(Gpr d, HeadPlace place)
    {
        Asm.Load64(d, place.Slot);
        if (place.Strides[2] != 0) AddMultiple(d, Places.FirstRow, place.RowBytes);
    }

    /// <summary>d += the number of a slot times a factor, from the first key of a block of keys if that is it.</summary>
    public void AddMultiple(Gpr d, Mem slot, long factor)
    {
        var step = Asm.NewGpr();
        Asm.Load64(step, slot);
        Asm.Mul(step, step, factor);
        Asm.Add(d, step);
        Asm.Free(step);
    }

    /// <summary>d += first key of the block of keys times a factor.</summary>
    public void AddKeys(Gpr d, long factor)
    {
        if (IsOnline) AddMultiple(d, Places.FirstKey, factor);
    }

    /// <summary>Goes through the tiles of the block: the big ones, then those with a row less. Pointers move by their pitch
    /// from row to row.</summary>
    public void Tiles(int vectors, (Gpr Pointer, long Pitch)[] pointers, Action<MicroKernel> body)
    {
        Run(Places.BigTiles, Blocks.TileRows);
        if (Blocks.BigTiles < Blocks.Tiles) Run(Places.SmallTiles, Blocks.TileRows - 1);

        void Run(Mem number, int rows)
        {
            var count = Asm.NewGpr();
            Asm.Load64(count, number);
            Asm.While(count, 1, () =>
            {
                var tile = new MicroKernel(Asm, rows, vectors) { BeginsWithB = true };
                tile.TakeOperands(vectors, item: true);
                body(tile);
                Asm.Free(tile.Sums);
                foreach (var (pointer, pitch) in pointers) Asm.Add(pointer, rows * pitch);
            });
            Asm.Free(count);
        }
    }
}
