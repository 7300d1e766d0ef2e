using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Memory that is read later and asked for bit by bit while something else is computed, so that the time it takes to arrive
/// is not added to that of computing.</summary>
/// <param name="Next">The next address to ask for; it moves on.</param>
/// <param name="Lines">Cache lines that are asked for at once.</param>
internal sealed record PrefetchStream(Gpr Next, int Lines)
{
    /// <summary>Bytes of a cache line.</summary>
    public const int LineBytes = 64;

    /// <summary>Asks for the next lines.</summary>
    public void Ask(VectorAssembler asm)
    {
        for (int i = 0; i < Lines; i++) asm.Prefetch(At(Next, i * LineBytes), PrefetchTarget.L2);
        asm.Add(Next, Lines * LineBytes);
    }
}
