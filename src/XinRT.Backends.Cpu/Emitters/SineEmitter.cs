using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits sine and cosine.</summary>
/// <remarks><c>sin x = (-1)ⁿ·sin(x - nπ)</c> with n the nearest integer; π is taken off in three parts, each product exact in the
/// multiply-add. The cosine is the sine of x + π/2: n lies between two integers there. <c>sin r = r + r³·S(r²)</c> with S of
/// degree 3 on |r| ≤ π/2 (fitted as in <see cref="ExpEmitter"/>). Up to 10⁵ the largest error is 1.8 ulp (of the result, also near
/// its zeros but for those of the cosine beyond some hundreds). Larger numbers, for which n is not exact, are first brought to
/// [-π, π] by the method of Payne and Hanek (Radian reduction for trigonometric functions, SIGNUM 1983), which costs more and is
/// done only for vectors that hold one; at samples of all exponents their error is at most 4·10⁻⁷.</remarks>
internal static class SineEmitter
{
    /// <summary>Registers that the functions use for each member.</summary>
    public const int Temporaries = 4;

    /// <summary>Masks that the functions use for each member.</summary>
    public const int Masks = 1;

    // From here on numbers are reduced first.
    private const float Large = 1e5f;

    // Turns as int32: the fraction of a turn in units of 2⁻³², so that sums wrap as turns do.
    private const float OneTurn = 4294967296f;

    // 1/(2π) to the base of 2²⁴, the first digit in units of 2⁻²⁴. Seven reach 2⁻³² of a turn for the largest float32.
    private static ReadOnlySpan<int> TurnsOfOne => [2670176, 14390161, 346751, 644596, 8211767, 7354072, 10839631];

    // From this digit on both factors move by 2⁶⁴, so that the digit is a normal number.
    private const int FirstScaled = 3, Scale = 64, DigitBits = 24;

    private static ReadOnlySpan<float> Coefficients => [-0.1666666f, 0.008333065f, -0.00019809479f, 2.6054813e-6f];

    /// <summary>x = sin x.</summary>
    public static void EmitSin(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        Reduce(b, x, t);
        b.Broadcast(t[0], ExpEmitter.Rounder);
        b.Fma(t[0], x, 1 / MathF.PI);
        b.Add(t[1], t[0], -ExpEmitter.Rounder);
        Emit(b, x, t);
    }

    /// <summary>x = cos x.</summary>
    public static void EmitCos(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        Reduce(b, x, t);
        b.Broadcast(t[0], 0.5f);
        b.Fma(t[0], x, 1 / MathF.PI);
        b.Add(t[0], t[0], ExpEmitter.Rounder);
        b.Add(t[1], t[0], -ExpEmitter.Rounder);
        b.Add(t[1], t[1], -0.5f);
        Emit(b, x, t);
    }

    // With n (or n - 1/2) in t[1] and its lowest bit in that of t[0].
    private static void Emit(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        foreach (float part in (ReadOnlySpan<float>)[3.14159274f, -8.74227766e-8f, -3.43024902e-15f])
            b.Fma(x, t[1], -part);
        b.Clamp(x, -1.5707964f, 1.5707964f, t[1]);
        b.ShiftLeft(t[0], t[0], 31);
        b.Mul(t[1], x, x);
        b.Polynomial(t[2], t[1], Coefficients);
        b.Mul(t[1], t[1], x);
        b.Fma(x, t[1], t[2]);
        b.Xor(x, x, t[0]);
    }

    // x = x minus whole turns, where x is large.
    private static void Reduce(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        var asm = b.Asm;
        var masks = b.NewMasks();
        var large = asm.NewGpr();
        b.Abs(t[0], x);
        b.Compare(masks, t[0], Condition.Greater, Large, t[1]);
        var one = new VectorBatch(asm, 1);
        for (int i = 0; i < b.Count; i++)
        {
            var next = asm.NewLabel();
            asm.MaskBits(large, masks[i]);
            asm.JumpIf(large, Condition.Equal, 0, next);
            TakeTurnsOff(one, [x[i]], [masks[i]], [t[0][i]], [t[1][i]], [t[2][i]], [t[3][i]]);
            asm.Bind(next);
        }
        asm.Free(large);
        b.Free(masks);
    }

    // A product of x and a digit is the sum of its rounded value and the error of that, both exact; of each only the fraction counts.
    private static void TakeTurnsOff(VectorBatch one, Vec[] x, Mask[] where, Vec[] turns, Vec[] scaled, Vec[] product, Vec[] fraction)
    {
        one.Broadcast(turns, 0);
        for (int digit = 0; digit < TurnsOfOne.Length; digit++)
        {
            if (digit == FirstScaled) one.Mul(scaled, x, MathF.ScaleB(1, -Scale));
            var (factor, shift) = digit < FirstScaled ? (x, 0) : (scaled, Scale);
            float part = MathF.ScaleB(TurnsOfOne[digit], shift - DigitBits * (digit + 1));
            one.Mul(product, factor, -part);
            AddFraction(-OneTurn);
            one.Fma(product, factor, part);
            AddFraction(OneTurn);
        }
        one.ToFloat(turns, turns);
        one.Mul(turns, turns, 2 * MathF.PI / OneTurn);
        // Infinite numbers have no sine.
        one.Sub(fraction, x, x);
        one.Add(turns, turns, fraction);
        one.Select(x, where, turns, x);

        void AddFraction(float unit)
        {
            one.Round(fraction, product, Rounding.Nearest);
            one.Sub(fraction, product, fraction);
            one.Mul(fraction, fraction, unit);
            one.ToInt(fraction, fraction);
            one.AddI(turns, turns, fraction);
        }
    }
}
