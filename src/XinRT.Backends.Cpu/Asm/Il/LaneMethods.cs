using System.Reflection;

namespace XinRT.Backends.Cpu.Asm.Il;

/// <summary>The methods of .NET that compute with vectors of one width. The runtime's compiler knows all of them: a call becomes an
/// instruction or two of the processor at hand.</summary>
internal sealed partial class LaneMethods
{
    private LaneMethods()
    {
    }

    /// <summary>Number of lanes.</summary>
    public required int Lanes { get; init; }

    /// <summary>The type of a vector of floats.</summary>
    public required Type Vector { get; init; }

    /// <summary>Loads all lanes from an address.</summary>
    public required MethodInfo Load { get; init; }

    /// <summary>Stores a vector, the first operand, to an address.</summary>
    public required MethodInfo Store { get; init; }

    /// <summary>A float in all lanes.</summary>
    public required MethodInfo Create { get; init; }

    /// <summary>An int32 in all lanes.</summary>
    public required MethodInfo CreateInt { get; init; }

    /// <summary>An int32 for each lane.</summary>
    public required MethodInfo CreateInts { get; init; }

    /// <summary>An int32 in lane 0, zeros in the others.</summary>
    public required MethodInfo CreateScalar { get; init; }

    /// <summary>The int32 in lane 0.</summary>
    public required MethodInfo ToScalar { get; init; }

    /// <summary>The same bits as int32.</summary>
    public required MethodInfo AsInt { get; init; }

    /// <summary>The same bits as floats.</summary>
    public required MethodInfo AsFloat { get; init; }

    /// <summary>a + b.</summary>
    public required MethodInfo Add { get; init; }

    /// <summary>a − b.</summary>
    public required MethodInfo Subtract { get; init; }

    /// <summary>a · b.</summary>
    public required MethodInfo Multiply { get; init; }

    /// <summary>a / b.</summary>
    public required MethodInfo Divide { get; init; }

    /// <summary>−a.</summary>
    public required MethodInfo Negate { get; init; }

    /// <summary>√a.</summary>
    public required MethodInfo Sqrt { get; init; }

    /// <summary>a · b + c, rounded once where the processor can.</summary>
    public required MethodInfo MultiplyAdd { get; init; }

    /// <summary>To the nearest integer, ties to even.</summary>
    public required MethodInfo Round { get; init; }

    /// <summary>To the integer below.</summary>
    public required MethodInfo Floor { get; init; }

    /// <summary>To the integer above.</summary>
    public required MethodInfo Ceiling { get; init; }

    /// <summary>To the integer nearer to zero.</summary>
    public required MethodInfo Truncate { get; init; }

    /// <summary>a and b of int32.</summary>
    public required MethodInfo And { get; init; }

    /// <summary>a or b of int32.</summary>
    public required MethodInfo Or { get; init; }

    /// <summary>a xor b of int32.</summary>
    public required MethodInfo Xor { get; init; }

    /// <summary>a + b of int32.</summary>
    public required MethodInfo AddInt { get; init; }

    /// <summary>a − b of int32.</summary>
    public required MethodInfo SubtractInt { get; init; }

    /// <summary>a · b of int32.</summary>
    public required MethodInfo MultiplyInt { get; init; }

    /// <summary>The smaller int32.</summary>
    public required MethodInfo MinInt { get; init; }

    /// <summary>The larger int32.</summary>
    public required MethodInfo MaxInt { get; init; }

    /// <summary>a shifted left.</summary>
    public required MethodInfo ShiftLeft { get; init; }

    /// <summary>a shifted right, zeros coming in.</summary>
    public required MethodInfo ShiftRight { get; init; }

    /// <summary>a shifted right, the sign coming in.</summary>
    public required MethodInfo ShiftRightSigned { get; init; }

    /// <summary>The int32 of a float without its fraction; the nearest one if out of range.</summary>
    public required MethodInfo ToInt { get; init; }

    /// <summary>The float of an int32.</summary>
    public required MethodInfo ToFloat { get; init; }

    /// <summary>All bits of the lanes where a = b.</summary>
    public required MethodInfo Equal { get; init; }

    /// <summary>All bits of the lanes where a &lt; b.</summary>
    public required MethodInfo Less { get; init; }

    /// <summary>All bits of the lanes where a ≤ b.</summary>
    public required MethodInfo LessOrEqual { get; init; }

    /// <summary>All bits of the lanes where a = b as int32.</summary>
    public required MethodInfo EqualInt { get; init; }

    /// <summary>All bits of the lanes where a &lt; b as int32.</summary>
    public required MethodInfo LessInt { get; init; }

    /// <summary>All bits of the lanes where a ≤ b as int32.</summary>
    public required MethodInfo LessOrEqualInt { get; init; }

    /// <summary>Bits of b where those of the first operand are set, else of c.</summary>
    public required MethodInfo Select { get; init; }

    /// <summary>The sign of each lane as a bit.</summary>
    public required MethodInfo SignBits { get; init; }

    /// <summary>Lanes of a chosen by constant indices.</summary>
    public required MethodInfo Shuffle { get; init; }

    /// <summary>Lanes of a chosen by indices that are all in range.</summary>
    public required MethodInfo ShuffleInRange { get; init; }

    /// <summary><see cref="LaneAccess.Compress"/>.</summary>
    public required MethodInfo Compress { get; init; }

    /// <summary><see cref="LaneAccess.Load"/>.</summary>
    public required MethodInfo LoadLanes { get; init; }

    /// <summary><see cref="LaneAccess.Store"/>.</summary>
    public required MethodInfo StoreLanes { get; init; }

    // ---- of some processors only

    /// <summary>Loads the lanes of a mask: an address, the mask, and for 16 lanes what the others become. Null where there is no such instruction.</summary>
    public MethodInfo? MaskedLoad { get; init; }

    /// <summary>Stores the lanes of a mask: an address, the mask, the vector. Null where there is no such instruction.</summary>
    public MethodInfo? MaskedStore { get; init; }

    /// <summary>a &lt; b ? a : b in one instruction. Null where there is no such instruction.</summary>
    public MethodInfo? MinOfX86 { get; init; }

    /// <summary>a &gt; b ? a : b in one instruction. Null where there is no such instruction.</summary>
    public MethodInfo? MaxOfX86 { get; init; }

    /// <summary>The int32 of a float without its fraction; int.MinValue if out of range. Null where there is no such instruction.</summary>
    public MethodInfo? ToIntOfX86 { get; init; }

    /// <summary>Lanes of the pair (a, c) chosen by the low bits of b. Null where there is no such instruction.</summary>
    public MethodInfo? Permute2 { get; init; }
}
