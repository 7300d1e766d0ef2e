using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace XinRT.Reference;

/// <summary>One width of vector arithmetic, so that a loop is written once for all of them.</summary>
internal interface IVectorLane<T, TVector>
{
    static abstract int Width { get; }

    static abstract TVector Load(ref readonly T source);

    static abstract TVector Fill(T value);

    /// <summary><c>a · b + c</c>, rounded once for floating-point types.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract void Store(TVector value, ref T target);
}

/// <summary>512-bit vectors.</summary>
internal readonly struct Lane512<T> : IVectorLane<T, Vector512<T>>
{
    public static int Width => Vector512<T>.Count;

    public static Vector512<T> Load(ref readonly T source) => Vector512.LoadUnsafe(in source);

    public static Vector512<T> Fill(T value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> a, Vector512<T> b, Vector512<T> c) =>
        typeof(T) == typeof(float) ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : typeof(T) == typeof(double) ? Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>()
        : a * b + c;

    public static Vector512<T> Multiply(Vector512<T> a, Vector512<T> b) => a * b;

    public static void Store(Vector512<T> value, ref T target) => value.StoreUnsafe(ref target);
}

/// <summary>256-bit vectors.</summary>
internal readonly struct Lane256<T> : IVectorLane<T, Vector256<T>>
{
    public static int Width => Vector256<T>.Count;

    public static Vector256<T> Load(ref readonly T source) => Vector256.LoadUnsafe(in source);

    public static Vector256<T> Fill(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> a, Vector256<T> b, Vector256<T> c) =>
        typeof(T) == typeof(float) ? Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : typeof(T) == typeof(double) ? Vector256.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>()
        : a * b + c;

    public static Vector256<T> Multiply(Vector256<T> a, Vector256<T> b) => a * b;

    public static void Store(Vector256<T> value, ref T target) => value.StoreUnsafe(ref target);
}

/// <summary>Vectors of whatever width the processor has.</summary>
internal readonly struct LaneAny<T> : IVectorLane<T, Vector<T>>
{
    public static int Width => Vector<T>.Count;

    public static Vector<T> Load(ref readonly T source) => Vector.LoadUnsafe(in source);

    public static Vector<T> Fill(T value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd(Vector<T> a, Vector<T> b, Vector<T> c) =>
        typeof(T) == typeof(float) ? Vector.FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
        : typeof(T) == typeof(double) ? Vector.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>()
        : a * b + c;

    public static Vector<T> Multiply(Vector<T> a, Vector<T> b) => a * b;

    public static void Store(Vector<T> value, ref T target) => value.StoreUnsafe(ref target);
}
