using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Loads and stores elements of 1, 4 and 8 bytes as 32-bit lanes. An element of 64 bits is a pair of vectors, which
/// permutations take apart and join.</summary>
internal static class TypedLanes
{
    /// <summary>Loads or stores the first lanes of a vector of 32-bit words or bytes; those that are not loaded are 0.</summary>
    public static void Access(VectorAssembler asm, Vec v, Mem m, DType type, int count, bool isStore)
    {
        var format = type.SizeInBytes() == 1 ? LaneFormat.U8 : LaneFormat.Bits32;
        if (count >= asm.Lanes)
        {
            if (isStore) asm.Store(m, v, format);
            else asm.Load(v, m, format);
            return;
        }
        if (count <= 0)
        {
            if (!isStore) asm.Zero(v);
            return;
        }
        var mask = asm.FirstLanes(count);
        if (isStore) asm.Store(m, v, mask, format);
        else asm.Load(v, m, mask, format);
        asm.Free(mask);
    }

    /// <summary>Loads the first elements of 64 bits as low and high words.</summary>
    public static void LoadPairs(VectorAssembler asm, Vec low, Vec high, Mem m, int count)
    {
        Vec first = asm.NewVec(), second = asm.NewVec(), order = asm.NewVec();
        Access(asm, first, m, DType.I32, 2 * count, isStore: false);
        Access(asm, second, m + asm.VectorBytes, DType.I32, 2 * count - asm.Lanes, isStore: false);
        asm.Load(order, asm.Table(Arrays.Make(asm.Lanes, i => 2 * i)));
        asm.Permute2(low, first, second, order);
        asm.Load(order, asm.Table(Arrays.Make(asm.Lanes, i => 2 * i + 1)));
        asm.Permute2(high, first, second, order);
        asm.Free(first, second, order);
    }

    /// <summary>Stores low and high words as the first elements of 64 bits.</summary>
    public static void StorePairs(VectorAssembler asm, Vec low, Vec high, Mem m, int count)
    {
        Vec pairs = asm.NewVec(), order = asm.NewVec();
        for (int half = 0; half < 2; half++)
        {
            int start = half * asm.Lanes / 2;
            asm.Load(order, asm.Table(Arrays.Make(asm.Lanes, i => start + i / 2 + i % 2 * asm.Lanes)));
            asm.Permute2(pairs, low, high, order);
            Access(asm, pairs, m + half * asm.VectorBytes, DType.I32, 2 * count - half * asm.Lanes, isStore: true);
        }
        asm.Free(pairs, order);
    }
}
