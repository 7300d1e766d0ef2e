using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace XinRT.Backends.Cpu.Asm.Il;

// SAFETY: only names the methods; nothing is called here.
internal sealed unsafe partial class LaneMethods
{
    private delegate TVector Loading<TVector>(float* place);

    private delegate void Storing<TVector>(TVector a, float* place);

    private delegate TVector MaskedLoading<TVector>(float* place, TVector mask);

    private delegate TVector MergedLoading<TVector>(float* place, TVector mask, TVector others);

    private delegate void MaskedStoring<TVector>(float* place, TVector mask, TVector a);

    private delegate TVector LaneLoading<TVector>(byte* place, TVector mask, LaneFormat format);

    private delegate void LaneStoring<TVector>(byte* place, TVector mask, TVector a, LaneFormat format);

    private static readonly Lazy<LaneMethods>[] Widths = [new(() => Of128(false)), new(() => Of256(false)), new(() => Of512(false))];

    /// <summary>The methods for vectors of 4, 8 or 16 lanes.</summary>
    public static LaneMethods Of(int lanes) => Widths[IndexOf(lanes)].Value;

    /// <summary>The same without instructions that only some processors have.</summary>
    public static LaneMethods Neutral(int lanes) => IndexOf(lanes) switch
    {
        0 => Of128(true),
        1 => Of256(true),
        _ => Of512(true),
    };

    private static int IndexOf(int lanes) => lanes is 4 or 8 or 16 ? lanes / 8
        : throw new ArgumentOutOfRangeException(nameof(lanes), lanes, "A vector has 4, 8 or 16 lanes.");

    private static MethodInfo Of(Delegate method) => method.Method;

    private static LaneMethods Of128(bool neutral) => new()
    {
        Lanes = 4,
        Vector = typeof(Vector128<float>),
        Load = Of((Loading<Vector128<float>>)Vector128.Load),
        Store = Of((Storing<Vector128<float>>)Vector128.Store),
        Create = Of((Func<float, Vector128<float>>)Vector128.Create),
        CreateInt = Of((Func<int, Vector128<int>>)Vector128.Create),
        CreateInts = Of((Func<int, int, int, int, Vector128<int>>)Vector128.Create),
        CreateScalar = Of((Func<int, Vector128<int>>)Vector128.CreateScalar),
        ToScalar = Of(Vector128.ToScalar<int>),
        AsInt = Of(Vector128.AsInt32<float>),
        AsFloat = Of(Vector128.AsSingle<int>),
        Add = Of(Vector128.Add<float>),
        Subtract = Of(Vector128.Subtract<float>),
        Multiply = Of((Func<Vector128<float>, Vector128<float>, Vector128<float>>)Vector128.Multiply),
        Divide = Of((Func<Vector128<float>, Vector128<float>, Vector128<float>>)Vector128.Divide),
        Negate = Of(Vector128.Negate<float>),
        Sqrt = Of(Vector128.Sqrt<float>),
        MultiplyAdd = Of((Func<Vector128<float>, Vector128<float>, Vector128<float>, Vector128<float>>)Vector128.MultiplyAddEstimate),
        Round = Of((Func<Vector128<float>, Vector128<float>>)Vector128.Round),
        Floor = Of((Func<Vector128<float>, Vector128<float>>)Vector128.Floor),
        Ceiling = Of((Func<Vector128<float>, Vector128<float>>)Vector128.Ceiling),
        Truncate = Of((Func<Vector128<float>, Vector128<float>>)Vector128.Truncate),
        And = Of(Vector128.BitwiseAnd<int>),
        Or = Of(Vector128.BitwiseOr<int>),
        Xor = Of(Vector128.Xor<int>),
        AddInt = Of(Vector128.Add<int>),
        SubtractInt = Of(Vector128.Subtract<int>),
        MultiplyInt = Of((Func<Vector128<int>, Vector128<int>, Vector128<int>>)Vector128.Multiply),
        MinInt = Of(Vector128.Min<int>),
        MaxInt = Of(Vector128.Max<int>),
        ShiftLeft = Of((Func<Vector128<int>, int, Vector128<int>>)Vector128.ShiftLeft),
        ShiftRight = Of((Func<Vector128<int>, int, Vector128<int>>)Vector128.ShiftRightLogical),
        ShiftRightSigned = Of((Func<Vector128<int>, int, Vector128<int>>)Vector128.ShiftRightArithmetic),
        ToInt = Of(Vector128.ConvertToInt32),
        ToFloat = Of((Func<Vector128<int>, Vector128<float>>)Vector128.ConvertToSingle),
        Equal = Of(Vector128.Equals<float>),
        Less = Of(Vector128.LessThan<float>),
        LessOrEqual = Of(Vector128.LessThanOrEqual<float>),
        EqualInt = Of(Vector128.Equals<int>),
        LessInt = Of(Vector128.LessThan<int>),
        LessOrEqualInt = Of(Vector128.LessThanOrEqual<int>),
        Select = Of(Vector128.ConditionalSelect<float>),
        SignBits = Of(Vector128.ExtractMostSignificantBits<float>),
        Shuffle = Of((Func<Vector128<float>, Vector128<int>, Vector128<float>>)Vector128.Shuffle),
        ShuffleInRange = Of((Func<Vector128<float>, Vector128<int>, Vector128<float>>)Vector128.ShuffleNative),
        Compress = Of((Func<Vector128<float>, long, Vector128<float>>)LaneAccess.Compress),
        LoadLanes = Of((LaneLoading<Vector128<float>>)LaneAccess.Load),
        StoreLanes = Of((LaneStoring<Vector128<float>>)LaneAccess.Store),
        MaskedLoad = neutral || !Avx.IsSupported ? null : Of((MaskedLoading<Vector128<float>>)Avx.MaskLoad),
        MaskedStore = neutral || !Avx.IsSupported ? null : Of((MaskedStoring<Vector128<float>>)Avx.MaskStore),
        MinOfX86 = neutral || !X86Base.IsSupported ? null : Of(Vector128.MinNative<float>),
        MaxOfX86 = neutral || !X86Base.IsSupported ? null : Of(Vector128.MaxNative<float>),
        ToIntOfX86 = neutral || !X86Base.IsSupported ? null : Of((Func<Vector128<float>, Vector128<int>>)Vector128.ConvertToInt32Native),
    };

    private static LaneMethods Of256(bool neutral) => new()
    {
        Lanes = 8,
        Vector = typeof(Vector256<float>),
        Load = Of((Loading<Vector256<float>>)Vector256.Load),
        Store = Of((Storing<Vector256<float>>)Vector256.Store),
        Create = Of((Func<float, Vector256<float>>)Vector256.Create),
        CreateInt = Of((Func<int, Vector256<int>>)Vector256.Create),
        CreateInts = Of((Func<int, int, int, int, int, int, int, int, Vector256<int>>)Vector256.Create),
        CreateScalar = Of((Func<int, Vector256<int>>)Vector256.CreateScalar),
        ToScalar = Of(Vector256.ToScalar<int>),
        AsInt = Of(Vector256.AsInt32<float>),
        AsFloat = Of(Vector256.AsSingle<int>),
        Add = Of(Vector256.Add<float>),
        Subtract = Of(Vector256.Subtract<float>),
        Multiply = Of((Func<Vector256<float>, Vector256<float>, Vector256<float>>)Vector256.Multiply),
        Divide = Of((Func<Vector256<float>, Vector256<float>, Vector256<float>>)Vector256.Divide),
        Negate = Of(Vector256.Negate<float>),
        Sqrt = Of(Vector256.Sqrt<float>),
        MultiplyAdd = Of((Func<Vector256<float>, Vector256<float>, Vector256<float>, Vector256<float>>)Vector256.MultiplyAddEstimate),
        Round = Of((Func<Vector256<float>, Vector256<float>>)Vector256.Round),
        Floor = Of((Func<Vector256<float>, Vector256<float>>)Vector256.Floor),
        Ceiling = Of((Func<Vector256<float>, Vector256<float>>)Vector256.Ceiling),
        Truncate = Of((Func<Vector256<float>, Vector256<float>>)Vector256.Truncate),
        And = Of(Vector256.BitwiseAnd<int>),
        Or = Of(Vector256.BitwiseOr<int>),
        Xor = Of(Vector256.Xor<int>),
        AddInt = Of(Vector256.Add<int>),
        SubtractInt = Of(Vector256.Subtract<int>),
        MultiplyInt = Of((Func<Vector256<int>, Vector256<int>, Vector256<int>>)Vector256.Multiply),
        MinInt = Of(Vector256.Min<int>),
        MaxInt = Of(Vector256.Max<int>),
        ShiftLeft = Of((Func<Vector256<int>, int, Vector256<int>>)Vector256.ShiftLeft),
        ShiftRight = Of((Func<Vector256<int>, int, Vector256<int>>)Vector256.ShiftRightLogical),
        ShiftRightSigned = Of((Func<Vector256<int>, int, Vector256<int>>)Vector256.ShiftRightArithmetic),
        ToInt = Of(Vector256.ConvertToInt32),
        ToFloat = Of((Func<Vector256<int>, Vector256<float>>)Vector256.ConvertToSingle),
        Equal = Of(Vector256.Equals<float>),
        Less = Of(Vector256.LessThan<float>),
        LessOrEqual = Of(Vector256.LessThanOrEqual<float>),
        EqualInt = Of(Vector256.Equals<int>),
        LessInt = Of(Vector256.LessThan<int>),
        LessOrEqualInt = Of(Vector256.LessThanOrEqual<int>),
        Select = Of(Vector256.ConditionalSelect<float>),
        SignBits = Of(Vector256.ExtractMostSignificantBits<float>),
        Shuffle = Of((Func<Vector256<float>, Vector256<int>, Vector256<float>>)Vector256.Shuffle),
        ShuffleInRange = Of((Func<Vector256<float>, Vector256<int>, Vector256<float>>)Vector256.ShuffleNative),
        Compress = Of((Func<Vector256<float>, long, Vector256<float>>)LaneAccess.Compress),
        LoadLanes = Of((LaneLoading<Vector256<float>>)LaneAccess.Load),
        StoreLanes = Of((LaneStoring<Vector256<float>>)LaneAccess.Store),
        MaskedLoad = neutral || !Avx.IsSupported ? null : Of((MaskedLoading<Vector256<float>>)Avx.MaskLoad),
        MaskedStore = neutral || !Avx.IsSupported ? null : Of((MaskedStoring<Vector256<float>>)Avx.MaskStore),
        MinOfX86 = neutral || !X86Base.IsSupported ? null : Of(Vector256.MinNative<float>),
        MaxOfX86 = neutral || !X86Base.IsSupported ? null : Of(Vector256.MaxNative<float>),
        ToIntOfX86 = neutral || !X86Base.IsSupported ? null : Of((Func<Vector256<float>, Vector256<int>>)Vector256.ConvertToInt32Native),
    };

    private static LaneMethods Of512(bool neutral) => new()
    {
        Lanes = 16,
        Vector = typeof(Vector512<float>),
        Load = Of((Loading<Vector512<float>>)Vector512.Load),
        Store = Of((Storing<Vector512<float>>)Vector512.Store),
        Create = Of((Func<float, Vector512<float>>)Vector512.Create),
        CreateInt = Of((Func<int, Vector512<int>>)Vector512.Create),
        CreateInts = Of((Func<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, Vector512<int>>)Vector512.Create),
        CreateScalar = Of((Func<int, Vector512<int>>)Vector512.CreateScalar),
        ToScalar = Of(Vector512.ToScalar<int>),
        AsInt = Of(Vector512.AsInt32<float>),
        AsFloat = Of(Vector512.AsSingle<int>),
        Add = Of(Vector512.Add<float>),
        Subtract = Of(Vector512.Subtract<float>),
        Multiply = Of((Func<Vector512<float>, Vector512<float>, Vector512<float>>)Vector512.Multiply),
        Divide = Of((Func<Vector512<float>, Vector512<float>, Vector512<float>>)Vector512.Divide),
        Negate = Of(Vector512.Negate<float>),
        Sqrt = Of(Vector512.Sqrt<float>),
        MultiplyAdd = Of((Func<Vector512<float>, Vector512<float>, Vector512<float>, Vector512<float>>)Vector512.MultiplyAddEstimate),
        Round = Of((Func<Vector512<float>, Vector512<float>>)Vector512.Round),
        Floor = Of((Func<Vector512<float>, Vector512<float>>)Vector512.Floor),
        Ceiling = Of((Func<Vector512<float>, Vector512<float>>)Vector512.Ceiling),
        Truncate = Of((Func<Vector512<float>, Vector512<float>>)Vector512.Truncate),
        And = Of(Vector512.BitwiseAnd<int>),
        Or = Of(Vector512.BitwiseOr<int>),
        Xor = Of(Vector512.Xor<int>),
        AddInt = Of(Vector512.Add<int>),
        SubtractInt = Of(Vector512.Subtract<int>),
        MultiplyInt = Of((Func<Vector512<int>, Vector512<int>, Vector512<int>>)Vector512.Multiply),
        MinInt = Of(Vector512.Min<int>),
        MaxInt = Of(Vector512.Max<int>),
        ShiftLeft = Of((Func<Vector512<int>, int, Vector512<int>>)Vector512.ShiftLeft),
        ShiftRight = Of((Func<Vector512<int>, int, Vector512<int>>)Vector512.ShiftRightLogical),
        ShiftRightSigned = Of((Func<Vector512<int>, int, Vector512<int>>)Vector512.ShiftRightArithmetic),
        ToInt = Of(Vector512.ConvertToInt32),
        ToFloat = Of((Func<Vector512<int>, Vector512<float>>)Vector512.ConvertToSingle),
        Equal = Of(Vector512.Equals<float>),
        Less = Of(Vector512.LessThan<float>),
        LessOrEqual = Of(Vector512.LessThanOrEqual<float>),
        EqualInt = Of(Vector512.Equals<int>),
        LessInt = Of(Vector512.LessThan<int>),
        LessOrEqualInt = Of(Vector512.LessThanOrEqual<int>),
        Select = Of(Vector512.ConditionalSelect<float>),
        SignBits = Of(Vector512.ExtractMostSignificantBits<float>),
        Shuffle = Of((Func<Vector512<float>, Vector512<int>, Vector512<float>>)Vector512.Shuffle),
        ShuffleInRange = Of((Func<Vector512<float>, Vector512<int>, Vector512<float>>)Vector512.ShuffleNative),
        Compress = Of((Func<Vector512<float>, long, Vector512<float>>)LaneAccess.Compress),
        LoadLanes = Of((LaneLoading<Vector512<float>>)LaneAccess.Load),
        StoreLanes = Of((LaneStoring<Vector512<float>>)LaneAccess.Store),
        MaskedLoad = neutral || !Avx512F.IsSupported ? null : Of((MergedLoading<Vector512<float>>)Avx512F.MaskLoad),
        MaskedStore = neutral || !Avx512F.IsSupported ? null : Of((MaskedStoring<Vector512<float>>)Avx512F.MaskStore),
        MinOfX86 = neutral || !X86Base.IsSupported ? null : Of(Vector512.MinNative<float>),
        MaxOfX86 = neutral || !X86Base.IsSupported ? null : Of(Vector512.MaxNative<float>),
        ToIntOfX86 = neutral || !X86Base.IsSupported ? null : Of((Func<Vector512<float>, Vector512<int>>)Vector512.ConvertToInt32Native),
        Permute2 = neutral || !Avx512F.IsSupported ? null
            : Of((Func<Vector512<float>, Vector512<int>, Vector512<float>, Vector512<float>>)Avx512F.PermuteVar16x32x2),
    };
}
