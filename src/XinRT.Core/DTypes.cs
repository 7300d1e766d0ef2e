namespace XinRT;

/// <summary>Facts about each <see cref="DType"/>: name, width, class.</summary>
public static class DTypes
{
    private static readonly string[] Names =
    [
        "undefined", "f32", "u8", "i8", "u16", "i16", "i32", "i64", "str", "bool", "f16", "f64", "u32", "u64",
        "c64", "c128", "bf16", "f8e4m3fn", "f8e4m3fnuz", "f8e5m2", "f8e5m2fnuz", "u4", "i4", "f4e2m1", "f8e8m0",
        "u2", "i2",
    ];

    private static readonly int[] Bits =
        [0, 32, 8, 8, 16, 16, 32, 64, 0, 8, 16, 64, 32, 64, 64, 128, 16, 8, 8, 8, 8, 4, 4, 4, 8, 2, 2];

    /// <summary>Every type but <see cref="DType.Undefined"/>.</summary>
    public static IReadOnlyList<DType> All { get; } = Arrays.Make(Names.Length - 1, i => (DType)(i + 1));

    /// <summary>Whether the number names a type known here.</summary>
    public static bool IsKnown(this DType type) => type > DType.Undefined && (int)type < Names.Length;

    /// <summary>Short name, such as <c>f32</c>.</summary>
    public static string Name(this DType type) => (uint)type < Names.Length ? Names[(int)type] : $"dtype{(int)type}";

    /// <summary>The type of a short name, or <see cref="DType.Undefined"/>.</summary>
    public static DType Parse(string name) => (DType)Math.Max(0, Array.IndexOf(Names, name));

    /// <summary>Width of one element in a file; 0 for strings.</summary>
    public static int BitWidth(this DType type) => (uint)type < Bits.Length ? Bits[(int)type] : 0;

    /// <summary>Bytes of one element in memory. Types below one byte take a whole byte there; strings take 0.</summary>
    public static int SizeInBytes(this DType type) => (type.BitWidth() + 7) / 8;

    /// <summary>Whether several elements share a byte in files (2- and 4-bit types).</summary>
    public static bool IsPacked(this DType type) => type.BitWidth() is 2 or 4;

    /// <summary>Any real floating-point type.</summary>
    public static bool IsFloat(this DType type) => type is DType.F32 or DType.F64 or DType.F16 or DType.BF16
        or DType.F8E4M3FN or DType.F8E4M3FNUZ or DType.F8E5M2 or DType.F8E5M2FNUZ or DType.F8E8M0 or DType.F4E2M1;

    /// <summary>Any integer type; not bool.</summary>
    public static bool IsInteger(this DType type) => type.IsSignedInteger() || type.IsUnsignedInteger();

    /// <summary>Signed integers of 2 to 64 bits.</summary>
    public static bool IsSignedInteger(this DType type) =>
        type is DType.I64 or DType.I32 or DType.I16 or DType.I8 or DType.I4 or DType.I2;

    /// <summary>Unsigned integers of 2 to 64 bits; not bool.</summary>
    public static bool IsUnsignedInteger(this DType type) =>
        type is DType.U64 or DType.U32 or DType.U16 or DType.U8 or DType.U4 or DType.U2;

    /// <summary>Complex types.</summary>
    public static bool IsComplex(this DType type) => type is DType.C64 or DType.C128;

    /// <summary>The element type that a .NET type stands for.</summary>
    public static DType Of<T>() => typeof(T) == typeof(float) ? DType.F32
        : typeof(T) == typeof(double) ? DType.F64
        : typeof(T) == typeof(Half) ? DType.F16
        : typeof(T) == typeof(BFloat16) ? DType.BF16
        : typeof(T) == typeof(sbyte) ? DType.I8
        : typeof(T) == typeof(byte) ? DType.U8
        : typeof(T) == typeof(short) ? DType.I16
        : typeof(T) == typeof(ushort) ? DType.U16
        : typeof(T) == typeof(int) ? DType.I32
        : typeof(T) == typeof(uint) ? DType.U32
        : typeof(T) == typeof(long) ? DType.I64
        : typeof(T) == typeof(ulong) ? DType.U64
        : typeof(T) == typeof(bool) ? DType.Bool
        : typeof(T) == typeof(string) ? DType.String
        : typeof(T) == typeof(Complex64) ? DType.C64
        : typeof(T) == typeof(System.Numerics.Complex) ? DType.C128
        : throw new ArgumentException($"No element type is held as {typeof(T).Name}.");
}
