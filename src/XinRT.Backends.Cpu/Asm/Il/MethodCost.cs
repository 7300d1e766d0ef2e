namespace XinRT.Backends.Cpu.Asm.Il;

/// <summary>Size of a method in the measures by which the runtime's compiler decides whether to optimize it.</summary>
/// <param name="Bytes">Bytes of IL.</param>
/// <param name="Instructions">Instructions.</param>
/// <param name="Blocks">Basic blocks.</param>
/// <param name="References">Uses of variables.</param>
internal readonly record struct MethodCost(int Bytes, int Instructions, int Blocks, int References)
{
    /// <summary>The largest share of what one method may have. The compiler of .NET optimizes up to 60000 bytes, 20000 instructions,
    /// 2000 blocks and 8000 uses; what it brings in itself counts too, hence the margin.</summary>
    public double Share => Math.Max(Math.Max(Bytes / 54e3, Instructions / 18e3), Math.Max(Blocks / 16e2, References / 72e2));

    /// <summary>What came between.</summary>
    public static MethodCost operator -(MethodCost a, MethodCost b) =>
        new(a.Bytes - b.Bytes, a.Instructions - b.Instructions, a.Blocks - b.Blocks, a.References - b.References);
}
