using XinRT.Backends.Cpu.Asm;
using XinRT.Reference;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits the Gauss error function.</summary>
/// <remarks>Polynomials on as many equal pieces as a vector has lanes: the piece of a lane chooses its coefficients by a permutation
/// of each table. Centres of pieces are multiples of their width, which has few bits, so that the distance from the centre
/// is exact; that of the first is 0, where <c>erf x = x + x·P(x)</c>, so that small results are right too. Beyond the last piece,
/// at 3.95 or more, the result is 1. Polynomials go through the function at Chebyshev's points. Permutations hardly compete
/// with multiplications for units, and there is no division: 24 operations, of which 8 multiply and 7 permute. Largest error 1.7
/// ulp with 16 lanes, 1.1 with 8.</remarks>
internal static class ErfEmitter
{
    /// <summary>Registers that <see cref="Emit"/> uses for each member.</summary>
    public const int Temporaries = 4;

    private const double End = 3.95;

    // For 4, 8 and 16 lanes.
    private static readonly Pieces[] OfLanes = [new(4, 12), new(8, 6), new(16, 6)];

    /// <summary>x = erf x.</summary>
    public static void Emit(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        var pieces = Array.Find(OfLanes, p => p.Count == b.Asm.Lanes)!;
        Vec[] piece = t[0], sum = t[1], distance = t[2], coefficient = t[3];
        b.Abs(distance, x);
        // What is left is the sign.
        b.Xor(x, x, distance);
        b.ClampAbove(distance, (float)(pieces.Width * (pieces.Count - 0.5) - 1e-3), sum);
        b.Broadcast(piece, ExpEmitter.Rounder);
        b.Fma(piece, distance, (float)(1 / pieces.Width));
        b.Add(sum, piece, -ExpEmitter.Rounder);
        b.Fma(distance, sum, (float)-pieces.Width);
        b.Lookup(sum, pieces.Coefficients[^1], piece);
        for (int k = pieces.Coefficients.Length - 2; k >= 0; k--)
        {
            b.Lookup(coefficient, pieces.Coefficients[k], piece);
            // The first piece's constant is the argument itself; those of the others are larger than any distance.
            if (k == 0) b.Max(coefficient, distance, coefficient);
            b.Horner(sum, distance, coefficient);
        }
        b.Or(x, x, sum);
    }

    private sealed class Pieces
    {
        public Pieces(int count, int degree)
        {
            Count = count;
            Width = Math.Ceiling(End / (count - 0.5) * 64) / 64;
            Coefficients = Arrays.Make(degree + 1, _ => new float[count]);
            for (int i = 0; i < count; i++)
            {
                double centre = i * Width;
                var polynomial = i == 0
                    ? Interpolation.Polynomial(x => ErrorFunction.Erf(x) / x - 1, 0, Width / 2, degree - 1).Prepend(0)
                    : Interpolation.Polynomial(x => ErrorFunction.Erf(centre + x), -Width / 2, Width / 2, degree);
                foreach (var (k, c) in polynomial.Index()) Coefficients[k][i] = (float)c;
            }
        }

        public int Count { get; }

        public double Width { get; }

        // For each power those of all pieces.
        public float[][] Coefficients { get; }
    }
}
