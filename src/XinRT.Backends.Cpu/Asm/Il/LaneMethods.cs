using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Intrinsics.X86;

namespace XinRT.Backends.Cpu.Asm.Il;

/// <summary>The methods of .NET that compute with vectors of one width. The runtime's compiler knows all of them: a
/// call becomes an instruction or two of the processor at hand.</summary>
/// <param name="w">The width.</param>
/// <param name="neutral">Whether instructions that only some processors have are left out.</param>
// SAFETY: names types of pointers; nothing is called here.
[RequiresDynamicCode(IlProgram.WhyDynamic)]
internal sealed unsafe class LaneMethods(VectorWidth w, bool neutral)
{
    private static readonly Lazy<LaneMethods>[] Widths =
        [.. ((int[])[4, 8, 16]).Select(lanes => new Lazy<LaneMethods>(() => new(VectorWidth.Of(lanes), false)))];

    /// <summary>The methods for vectors of 4, 8 or 16 lanes.</summary>
    public static LaneMethods Of(int lanes) => Widths[lanes / 8].Value;

    /// <summary>The same without instructions that only some processors have.</summary>
    public static LaneMethods Neutral(int lanes) => new(VectorWidth.Of(lanes), true);

    /// <summary>Number of lanes.</summary>
    public int Lanes => w.Lanes;

    /// <summary>The type of a vector of floats.</summary>
    public Type Vector => w.Floats;

    /// <summary>Loads all lanes from an address.</summary>
    public MethodInfo Load { get; } = w.Method("Load", typeof(float*));

    /// <summary>Stores a vector, the first operand, to an address.</summary>
    public MethodInfo Store { get; } = w.Method("Store", w.Floats, typeof(float*));

    /// <summary>A float in all lanes.</summary>
    public MethodInfo Create { get; } = w.Method("Create", typeof(float));

    /// <summary>An int32 in all lanes.</summary>
    public MethodInfo CreateInt { get; } = w.Method("Create", typeof(int));

    /// <summary>An int32 for each lane.</summary>
    public MethodInfo CreateInts { get; } = w.Method("Create", [.. Enumerable.Repeat(typeof(int), w.Lanes)]);

    /// <summary>An int32 in lane 0, zeros in the others.</summary>
    public MethodInfo CreateScalar { get; } = w.Method("CreateScalar", typeof(int));

    /// <summary>The int32 in lane 0.</summary>
    public MethodInfo ToScalar { get; } = w.Method("ToScalar", w.Ints);

    /// <summary>The same bits as int32.</summary>
    public MethodInfo AsInt { get; } = w.Method("AsInt32", w.Floats);

    /// <summary>The same bits as floats.</summary>
    public MethodInfo AsFloat { get; } = w.Method("AsSingle", w.Ints);

    /// <summary>a + b.</summary>
    public MethodInfo Add { get; } = w.Method("Add", w.Floats, w.Floats);

    /// <summary>a − b.</summary>
    public MethodInfo Subtract { get; } = w.Method("Subtract", w.Floats, w.Floats);

    /// <summary>a · b.</summary>
    public MethodInfo Multiply { get; } = w.Method("Multiply", w.Floats, w.Floats);

    /// <summary>a / b.</summary>
    public MethodInfo Divide { get; } = w.Method("Divide", w.Floats, w.Floats);

    /// <summary>−a.</summary>
    public MethodInfo Negate { get; } = w.Method("Negate", w.Floats);

    /// <summary>√a.</summary>
    public MethodInfo Sqrt { get; } = w.Method("Sqrt", w.Floats);

    /// <summary>a · b + c, rounded once where the processor can.</summary>
    public MethodInfo MultiplyAdd { get; } = w.Method("MultiplyAddEstimate", w.Floats, w.Floats, w.Floats);

    /// <summary>To the nearest integer, ties to even.</summary>
    public MethodInfo Round { get; } = w.Method("Round", w.Floats);

    /// <summary>To the integer below.</summary>
    public MethodInfo Floor { get; } = w.Method("Floor", w.Floats);

    /// <summary>To the integer above.</summary>
    public MethodInfo Ceiling { get; } = w.Method("Ceiling", w.Floats);

    /// <summary>To the integer nearer to zero.</summary>
    public MethodInfo Truncate { get; } = w.Method("Truncate", w.Floats);

    /// <summary>a and b of int32.</summary>
    public MethodInfo And { get; } = w.Method("BitwiseAnd", w.Ints, w.Ints);

    /// <summary>a or b of int32.</summary>
    public MethodInfo Or { get; } = w.Method("BitwiseOr", w.Ints, w.Ints);

    /// <summary>a xor b of int32.</summary>
    public MethodInfo Xor { get; } = w.Method("Xor", w.Ints, w.Ints);

    /// <summary>a + b of int32.</summary>
    public MethodInfo AddInt { get; } = w.Method("Add", w.Ints, w.Ints);

    /// <summary>a − b of int32.</summary>
    public MethodInfo SubtractInt { get; } = w.Method("Subtract", w.Ints, w.Ints);

    /// <summary>a · b of int32.</summary>
    public MethodInfo MultiplyInt { get; } = w.Method("Multiply", w.Ints, w.Ints);

    /// <summary>The smaller int32.</summary>
    public MethodInfo MinInt { get; } = w.Method("Min", w.Ints, w.Ints);

    /// <summary>The larger int32.</summary>
    public MethodInfo MaxInt { get; } = w.Method("Max", w.Ints, w.Ints);

    /// <summary>a shifted left.</summary>
    public MethodInfo ShiftLeft { get; } = w.Method("ShiftLeft", w.Ints, typeof(int));

    /// <summary>a shifted right, zeros coming in.</summary>
    public MethodInfo ShiftRight { get; } = w.Method("ShiftRightLogical", w.Ints, typeof(int));

    /// <summary>a shifted right, the sign coming in.</summary>
    public MethodInfo ShiftRightSigned { get; } = w.Method("ShiftRightArithmetic", w.Ints, typeof(int));

    /// <summary>The int32 of a float without its fraction; the nearest one if out of range.</summary>
    public MethodInfo ToInt { get; } = w.Method("ConvertToInt32", w.Floats);

    /// <summary>The float of an int32.</summary>
    public MethodInfo ToFloat { get; } = w.Method("ConvertToSingle", w.Ints);

    /// <summary>All bits of the lanes where a = b.</summary>
    public MethodInfo Equal { get; } = w.Method("Equals", w.Floats, w.Floats);

    /// <summary>All bits of the lanes where a &lt; b.</summary>
    public MethodInfo Less { get; } = w.Method("LessThan", w.Floats, w.Floats);

    /// <summary>All bits of the lanes where a ≤ b.</summary>
    public MethodInfo LessOrEqual { get; } = w.Method("LessThanOrEqual", w.Floats, w.Floats);

    /// <summary>All bits of the lanes where a = b as int32.</summary>
    public MethodInfo EqualInt { get; } = w.Method("Equals", w.Ints, w.Ints);

    /// <summary>All bits of the lanes where a &lt; b as int32.</summary>
    public MethodInfo LessInt { get; } = w.Method("LessThan", w.Ints, w.Ints);

    /// <summary>All bits of the lanes where a ≤ b as int32.</summary>
    public MethodInfo LessOrEqualInt { get; } = w.Method("LessThanOrEqual", w.Ints, w.Ints);

    /// <summary>Bits of b where those of the first operand are set, else of c.</summary>
    public MethodInfo Select { get; } = w.Method("ConditionalSelect", w.Floats, w.Floats, w.Floats);

    /// <summary>The sign of each lane as a bit.</summary>
    public MethodInfo SignBits { get; } = w.Method("ExtractMostSignificantBits", w.Floats);

    /// <summary>Lanes of a chosen by constant indices.</summary>
    public MethodInfo Shuffle { get; } = w.Method("Shuffle", w.Floats, w.Ints);

    /// <summary>Lanes of a chosen by indices that are all in range.</summary>
    public MethodInfo ShuffleInRange { get; } = w.Method("ShuffleNative", w.Floats, w.Ints);

    /// <summary><see cref="LaneAccess.Compress"/>.</summary>
    public MethodInfo Compress { get; } = w.LaneByLane("Compress", w.Floats, typeof(long));

    /// <summary><see cref="LaneAccess.Load"/>.</summary>
    public MethodInfo LoadLanes { get; } = w.LaneByLane("Load", typeof(byte*), w.Floats, typeof(LaneFormat));

    /// <summary><see cref="LaneAccess.Store"/>.</summary>
    public MethodInfo StoreLanes { get; } =
        w.LaneByLane("Store", typeof(byte*), w.Floats, w.Floats, typeof(LaneFormat));

    // ---- of some processors only

    /// <summary>Loads the lanes of a mask: an address, the mask, and for 16 lanes what the others become. Null where
    /// there is no such instruction.</summary>
    public MethodInfo? MaskedLoad { get; } = neutral ? null
        : w.Instruction("MaskLoad", [typeof(float*), .. Enumerable.Repeat(w.Floats, w.Lanes < 16 ? 1 : 2)]);

    /// <summary>Stores the lanes of a mask: an address, the mask, the vector. Null where there is no such
    /// instruction.</summary>
    public MethodInfo? MaskedStore { get; } = neutral ? null
        : w.Instruction("MaskStore", typeof(float*), w.Floats, w.Floats);

    /// <summary>a &lt; b ? a : b in one instruction. Null where there is no such instruction.</summary>
    public MethodInfo? MinOfX86 { get; } = neutral || !X86Base.IsSupported ? null
        : w.Method("MinNative", w.Floats, w.Floats);

    /// <summary>a &gt; b ? a : b in one instruction. Null where there is no such instruction.</summary>
    public MethodInfo? MaxOfX86 { get; } = neutral || !X86Base.IsSupported ? null
        : w.Method("MaxNative", w.Floats, w.Floats);

    /// <summary>The int32 of a float without its fraction; int.MinValue if out of range. Null where there is no such
    /// instruction.</summary>
    public MethodInfo? ToIntOfX86 { get; } = neutral || !X86Base.IsSupported ? null
        : w.Method("ConvertToInt32Native", w.Floats);

    /// <summary>Lanes of the pair (a, c) chosen by the low bits of b. Null where there is no such instruction.</summary>
    public MethodInfo? Permute2 { get; } = neutral || w.Lanes < 16 ? null
        : w.Instruction("PermuteVar16x32x2", w.Floats, w.Ints, w.Floats);
}
