namespace XinRT;

/// <summary>Element type of a tensor. The numbers are those of ONNX <c>TensorProto.DataType</c>.</summary>
public enum DType
{
    /// <summary>Not known.</summary>
    Undefined = 0,

    /// <summary>IEEE binary32.</summary>
    F32 = 1,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8 = 2,

    /// <summary>Signed 8-bit integer.</summary>
    I8 = 3,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16 = 4,

    /// <summary>Signed 16-bit integer.</summary>
    I16 = 5,

    /// <summary>Signed 32-bit integer.</summary>
    I32 = 6,

    /// <summary>Signed 64-bit integer.</summary>
    I64 = 7,

    /// <summary>UTF-8 text; held as .NET strings.</summary>
    String = 8,

    /// <summary>One byte, 0 or 1.</summary>
    Bool = 9,

    /// <summary>IEEE binary16.</summary>
    F16 = 10,

    /// <summary>IEEE binary64.</summary>
    F64 = 11,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32 = 12,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64 = 13,

    /// <summary>Pair of binary32: real, imaginary.</summary>
    C64 = 14,

    /// <summary>Pair of binary64: real, imaginary.</summary>
    C128 = 15,

    /// <summary>Upper half of a binary32.</summary>
    BF16 = 16,

    /// <summary>8-bit float, 4 exponent bits, no infinity.</summary>
    F8E4M3FN = 17,

    /// <summary>8-bit float, 4 exponent bits, no infinity, no negative zero.</summary>
    F8E4M3FNUZ = 18,

    /// <summary>8-bit float, 5 exponent bits.</summary>
    F8E5M2 = 19,

    /// <summary>8-bit float, 5 exponent bits, no infinity, no negative zero.</summary>
    F8E5M2FNUZ = 20,

    /// <summary>Unsigned 4-bit integer, one byte per element in memory.</summary>
    U4 = 21,

    /// <summary>Signed 4-bit integer, one byte per element in memory.</summary>
    I4 = 22,

    /// <summary>4-bit float (2 exponent bits, 1 mantissa bit), one byte per element in memory.</summary>
    F4E2M1 = 23,

    /// <summary>8-bit power of two, as used for block scales.</summary>
    F8E8M0 = 24,

    /// <summary>Unsigned 2-bit integer, one byte per element in memory.</summary>
    U2 = 25,

    /// <summary>Signed 2-bit integer, one byte per element in memory.</summary>
    I2 = 26,
}
