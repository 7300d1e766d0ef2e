using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;

namespace XinRT.Backends.Cpu.Kernels.Pointwise;

/// <summary>A vector of elements of one type.</summary>
/// <param name="Type">Type of the elements.</param>
/// <param name="Low">The elements, or their low words.</param>
/// <param name="High">High words of int64.</param>
internal readonly record struct TypedValue(DType Type, Vec Low, Vec? High)
{
    /// <summary>Whether elements of the type can be in registers.</summary>
    public static bool IsKnown(DType type) => type is DType.F32 or DType.I32 or DType.I64 or DType.Bool or DType.U8;

    /// <summary>Takes registers.</summary>
    public static TypedValue New(VectorAssembler asm, DType type) => new(type, asm.NewVec(), type == DType.I64 ? asm.NewVec() : null);

    /// <summary>Gives the registers back.</summary>
    public void Free(VectorAssembler asm)
    {
        asm.Free(Low);
        if (High is { } high) asm.Free(high);
    }

    /// <summary>Loads the first elements.</summary>
    public void Load(VectorAssembler asm, Mem m, int count)
    {
        if (High is { } high) TypedLanes.LoadPairs(asm, Low, high, m, count);
        else TypedLanes.Access(asm, Low, m, Type, count, isStore: false);
    }

    /// <summary>Loads one element into all lanes.</summary>
    public void Spread(VectorAssembler asm, Mem m)
    {
        if (Type.SizeInBytes() == 1)
        {
            var item = asm.NewGpr();
            asm.Load8(item, m);
            asm.Broadcast(Low, item);
            asm.Free(item);
            return;
        }
        asm.Broadcast(Low, m);
        if (High is { } high) asm.Broadcast(high, m + 4);
    }

    /// <summary>Stores the first elements.</summary>
    public void Store(VectorAssembler asm, Mem m, int count)
    {
        if (High is { } high) TypedLanes.StorePairs(asm, Low, high, m, count);
        else TypedLanes.Access(asm, Low, m, Type, count, isStore: true);
    }
}
