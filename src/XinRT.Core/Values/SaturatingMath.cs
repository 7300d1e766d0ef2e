namespace XinRT;

/// <summary>Arithmetic on sizes that stops at the largest number instead of wrapping around.</summary>
public static class SaturatingMath
{
    /// <summary>The product of two numbers that are not negative; <see cref="long.MaxValue"/> if it is larger.</summary>
    public static long Multiply(long a, long b) =>
        Math.BigMul((ulong)a, (ulong)b, out ulong low) == 0 && low <= long.MaxValue ? (long)low : long.MaxValue;
}
