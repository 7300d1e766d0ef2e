using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits -1, 0 or 1 by the sign of x; 0 and NaN stay.</summary>
internal static class SignEmitter
{
    /// <summary>Registers that <see cref="Emit"/> uses, besides a mask.</summary>
    public const int Temporaries = 2;

    /// <summary>x = sign x.</summary>
    public static void Emit(VectorAssembler asm, Vec x, ReadOnlySpan<Vec> t)
    {
        var mask = asm.NewMask();
        asm.Broadcast(t[0], 1f);
        asm.Zero(t[1]);
        asm.Compare(mask, t[1], Condition.Less, x);
        asm.Select(t[0], mask, t[0], x);
        asm.Compare(mask, x, Condition.Less, t[1]);
        asm.Broadcast(t[1], -1f);
        asm.Select(x, mask, t[1], t[0]);
        asm.Free(mask);
    }
}
