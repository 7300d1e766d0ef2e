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
            if (chosen[i] != 0) lanes[i] = Load(place, i, format);
        return result;
    }

    /// <summary>Stores the lanes of the mask.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Store<TVector>(byte* place, TVector mask, TVector a, LaneFormat format) where TVector : unmanaged
    {
        int* chosen = (int*)&mask, lanes = (int*)&a;
        for (int i = 0; i < sizeof(TVector) / 4; i++)
            if (chosen[i] != 0) Store(place, i, lanes[i], format);
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

    /// <summary>Loads a lane and widens it.</summary>
    public static int Load(byte* place, int lane, LaneFormat format) => format switch
    {
        LaneFormat.U8 => place[lane],
        LaneFormat.I8 => ((sbyte*)place)[lane],
        LaneFormat.BF16 => ((ushort*)place)[lane] << 16,
        LaneFormat.F16 => BitConverter.SingleToInt32Bits((float)((Half*)place)[lane]),
        _ => ((int*)place)[lane],
    };

    /// <summary>Narrows a lane and stores it.</summary>
    public static void Store(byte* place, int lane, int value, LaneFormat format)
    {
        switch (format)
        {
            case LaneFormat.U8:
                place[lane] = (byte)Math.Clamp(value, byte.MinValue, byte.MaxValue);
                break;
            case LaneFormat.I8:
                ((sbyte*)place)[lane] = (sbyte)Math.Clamp(value, sbyte.MinValue, sbyte.MaxValue);
                break;
            case LaneFormat.BF16:
                ((ushort*)place)[lane] = ToBFloat16(value);
                break;
            case LaneFormat.F16:
                ((Half*)place)[lane] = (Half)BitConverter.Int32BitsToSingle(value);
                break;
            default:
                ((int*)place)[lane] = value;
                break;
        }
    }

    // To nearest, ties to even; a NaN keeps its upper bits and becomes quiet.
    private static ushort ToBFloat16(int bits) => float.IsNaN(BitConverter.Int32BitsToSingle(bits))
        ? (ushort)(bits >>> 16 | 0x40)
        : (ushort)((uint)bits + 0x7FFF + ((uint)bits >> 16 & 1) >> 16);
}
