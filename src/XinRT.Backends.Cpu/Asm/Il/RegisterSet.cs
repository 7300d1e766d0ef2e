using System.Numerics;

namespace XinRT.Backends.Cpu.Asm.Il;

/// <summary>Sets of registers as bits: vectors from bit 0, general registers from bit 32, masks from bit 48.</summary>
internal static class RegisterSet
{
    /// <summary>Bit of the first general register.</summary>
    public const int Gprs = 32;

    /// <summary>Bit of the first mask.</summary>
    public const int Masks = 48;

    /// <summary>Number of bits.</summary>
    public const int Count = 54;

    /// <summary>One vector.</summary>
    public static ulong Of(Vec v) => 1ul << v.Index;

    /// <summary>Some vectors.</summary>
    public static ulong Of(params ReadOnlySpan<Vec> vecs)
    {
        ulong result = 0;
        foreach (var v in vecs) result |= Of(v);
        return result;
    }

    /// <summary>One general register.</summary>
    public static ulong Of(Gpr r) => 1ul << (Gprs + r.Index);

    /// <summary>One mask.</summary>
    public static ulong Of(Mask m) => 1ul << (Masks + m.Index);

    /// <summary>The registers of an address.</summary>
    public static ulong Of(Mem m)
    {
        ulong result = m.Index is { } index ? Of(index) : 0;
        return m.InPool || m.Base.Index < 0 ? result : result | Of(m.Base);
    }

    /// <summary>The numbers of the registers, rising.</summary>
    public static IEnumerable<int> Numbers(ulong set)
    {
        for (; set != 0; set &= set - 1) yield return BitOperations.TrailingZeroCount(set);
    }

    /// <summary>The names of the registers.</summary>
    public static string Text(ulong set) =>
        string.Join(' ', Numbers(set).Select(i => i >= Masks ? $"m{i - Masks}" : i >= Gprs ? $"r{i - Gprs}" : $"v{i}"));
}
