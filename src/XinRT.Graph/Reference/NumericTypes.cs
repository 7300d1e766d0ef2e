namespace XinRT.Reference;

/// <summary>From an element type to generic code over its .NET type.</summary>
public static class NumericTypes
{
    /// <summary>Whether <see cref="Dispatch"/> takes the type. <see cref="DType.BF16"/> is not among them: it has no arithmetic
    /// of its own and is computed in binary32.</summary>
    public static bool IsNative(DType type) => type is DType.F32 or DType.F64 or DType.F16 || IsNativeInteger(type);

    /// <summary>Integers of 8 to 64 bits.</summary>
    public static bool IsNativeInteger(DType type) => type.IsInteger() && !type.IsPacked();

    /// <summary>Integers of 8 to 64 bits and floats of 16 to 64 bits: what most arithmetic operators take.</summary>
    public static bool IsArithmetic(DType type) => IsNativeInteger(type) || IsRealFloat(type);

    /// <summary>Floats of 16 to 64 bits.</summary>
    public static bool IsRealFloat(DType type) => type is DType.F32 or DType.F64 or DType.F16 or DType.BF16;

    /// <summary>Runs the action in the type's own arithmetic.</summary>
    public static void Dispatch<TAction>(DType type, TAction action) where TAction : INumericAction
    {
        switch (type)
        {
            case DType.F32: action.Invoke<float>(); break;
            case DType.F64: action.Invoke<double>(); break;
            case DType.F16: action.Invoke<Half>(); break;
            case DType.I8: action.Invoke<sbyte>(); break;
            case DType.I16: action.Invoke<short>(); break;
            case DType.I32: action.Invoke<int>(); break;
            case DType.I64: action.Invoke<long>(); break;
            case DType.U8: action.Invoke<byte>(); break;
            case DType.U16: action.Invoke<ushort>(); break;
            case DType.U32: action.Invoke<uint>(); break;
            case DType.U64: action.Invoke<ulong>(); break;
            default: throw new NotSupportedException($"there is no arithmetic on {type.Name()}");
        }
    }

    /// <summary>Runs the action in the integer's own arithmetic.</summary>
    public static void DispatchInteger<TAction>(DType type, TAction action) where TAction : IIntegerAction
    {
        switch (type)
        {
            case DType.I8: action.Invoke<sbyte>(); break;
            case DType.I16: action.Invoke<short>(); break;
            case DType.I32: action.Invoke<int>(); break;
            case DType.I64: action.Invoke<long>(); break;
            case DType.U8: action.Invoke<byte>(); break;
            case DType.U16: action.Invoke<ushort>(); break;
            case DType.U32: action.Invoke<uint>(); break;
            case DType.U64: action.Invoke<ulong>(); break;
            default: throw new NotSupportedException($"{type.Name()} is not an integer of 8 to 64 bits");
        }
    }
}
