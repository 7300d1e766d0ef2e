using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Soak.Kernels;

/// <summary>How far operators may round, in units of 2⁻²⁴ (half a distance between neighbours of float32);
/// docs/testing.md gives the
/// reasons.</summary>
internal static class Roundings
{
    /// <summary>Half the distance of neighbouring numbers of float32 at 1.</summary>
    public const double Unit = 1.0 / (1 << 24);

    /// <summary>Smallest magnitude that is told apart from 0: numbers below the normal ones may be lost.</summary>
    public const double Tiny = 1.2e-38 * 4;

    /// <summary>Σ|aᵢ·bᵢ| of n products: rounding errors of a sum grow as √n with overwhelming probability (Higham, Mary
    /// 2019), for
    /// each order of the terms; some more for constants that were folded into factors.</summary>
    public static double Sum(double n) => 8 + 3 * Math.Sqrt(n);

    /// <summary>On top of <see cref="Sum"/> where n of the terms are equal, such as squares of what a Relu made 0 and
    /// the mean moved: their rounding errors are equal too and do not cancel. Added one after the other they make at most
    /// u·Σₖ|Sₖ| for the sums Sₖ in between (Higham 2002, section 4.2), which is n/2·u·Σ|aᵢ| for equal terms.</summary>
    public static double Equal(int n) => (n - 1) / 2.0;

    /// <summary>Σ|w|·max|x| over the tile: the transformations of F(4,3) multiply and subtract within the tile, whose
    /// largest
    /// amplification is below 100.</summary>
    public const double Winograd = 100;

    /// <summary>Operators judged by how their result moves when inputs do: a factor on the observed movement, which is
    /// that of a few
    /// random directions and not the largest.</summary>
    public const double Movement = 12;

    /// <summary>The same: of the largest magnitude of the result.</summary>
    public const double Whole = 16;

    /// <summary>Own error of an element-wise function: units of the result, of the inputs' sum of magnitudes, and of
    /// 1.</summary>
    public static (double Result, double Inputs, double Absolute) Of(Operator op) => op switch
    {
        AddOp or SubOp or SumOp or MeanOp => (2, 2, 0),
        MulOp => (3, 0, 0),
        DivOp or ReciprocalOp => (4, 0, 0),
        ReluOp or AbsOp or NegOp or MaxOp or MinOp or ClipOp or WhereOp or SignOp or FloorOp or CeilOp or RoundOp =>
            (0, 0, 0),
        LeakyReluOp or PReluOp or ThresholdedReluOp or ShrinkOp => (2, 2, 0),
        SqrtOp => (3, 0, 0),
        // Arguments are multiplied by log₂ e: the error grows with them.
        ExpOp => (8, 0, 0),
        SigmoidOp or TanhOp or SoftsignOp or HardSigmoidOp => (12, 2, 2),
        // Differences near 0, and products with the argument.
        EluOp or SeluOp or CeluOp or GeluOp or MishOp or SoftplusOp or HardSwishOp or ErfOp or SwishOp => (12, 12, 12),
        LogOp or SinOp or CosOp or TanOp => (12, 4, 4),
        PowOp => (64, 0, 0),
        _ => (16, 16, 16),
    };
}
