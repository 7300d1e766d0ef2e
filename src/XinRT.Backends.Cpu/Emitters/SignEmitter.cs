using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits -1, 0 or 1 by the sign of x; 0 and NaN stay.</summary>
internal static class SignEmitter
{
    /// <summary>Registers that <see cref="Emit"/> uses for each member, besides a mask.</summary>
    public const int Temporaries = 2;

    /// <summary>x = sign x.</summary>
    public static void Emit(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        var mask = b.NewMasks();
        b.Broadcast(t[0], 1f);
        b.Broadcast(t[1], 0f);
        b.Compare(mask, t[1], Condition.Less, x);
        b.Select(t[0], mask, t[0], x);
        b.Compare(mask, x, Condition.Less, t[1]);
        b.Select(x, mask, -1f, t[0], t[1]);
        b.Free(mask);
    }
}
