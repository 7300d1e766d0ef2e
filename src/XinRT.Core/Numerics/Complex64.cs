namespace XinRT;

/// <summary>Complex number of two binary32 values, laid out as in a <see cref="DType.C64"/> tensor.</summary>
public readonly record struct Complex64(float Real, float Imaginary)
{
    /// <summary>Widens to binary64.</summary>
    public System.Numerics.Complex ToComplex() => new(Real, Imaginary);

    /// <summary>Rounds both parts to binary32.</summary>
    public static Complex64 From(System.Numerics.Complex z) => new((float)z.Real, (float)z.Imaginary);
}
