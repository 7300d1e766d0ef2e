using System.Runtime.CompilerServices;

namespace XinRT.Backends.Cpu.Asm.Il;

/// <summary>Goes lane by lane, for what no method of .NET does on every processor: lanes of a mask, narrow formats, lanes that move
/// together.</summary>
// SAFETY: addresses come from the kernel; lanes that the mask leaves out are not touched.
internal static unsafe class LaneAccess
{
    /// <summary>Loads the lanes of the mask, zeros elsewhere.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static TVector Load<TVector>(byte* place, TVector mask, LaneFormat format) where TVector : unmanaged
    {
        TVector result = default;
        int* chosen = (int*)&mask, lanes = (int*)&result;
        for (int i = 0; i < sizeof(TVector) / 4; i++)
            if (chosen[i] != 0) lanes[i] = InterpreterState.Load(place, i, format);
        return result;
    }

    /// <summary>Stores the lanes of the mask.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Store<TVector>(byte* place, TVector mask, TVector a, LaneFormat format) where TVector : unmanaged
    {
        int* chosen = (int*)&mask, lanes = (int*)&a;
        for (int i = 0; i < sizeof(TVector) / 4; i++)
            if (chosen[i] != 0) InterpreterState.Store(place, i, lanes[i], format);
    }

    /// <summary>The lanes whose bits are set, moved to the first ones.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static TVector Compress<TVector>(TVector a, long bits) where TVector : unmanaged
    {
        TVector result = default;
        int* from = (int*)&a, to = (int*)&result;
        for (; bits != 0; bits &= bits - 1) *to++ = from[System.Numerics.BitOperations.TrailingZeroCount(bits)];
        return result;
    }
}
