using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits odd functions that rise from 0 with a slope near 1 to 1, such as erf and tanh.</summary>
/// <remarks>Polynomials on as many equal pieces as a vector has lanes, but at least 8: the piece of a lane chooses its coefficients by a permutation
/// of each table. Centres of pieces are multiples of their width, which has few bits, so that the distance from the centre
/// is exact; that of the first is 0, where <c>f(x) = x + x·P(x)</c>, so that small results are right too. Beyond the last piece the
/// result is 1. Polynomials go through the function at Chebyshev's points. Permutations hardly compete with multiplications for
/// units, and there is no division: 10 operations and for each degree a multiplication and a permutation. Vectors of four lanes
/// choose from two tables.</remarks>
internal sealed class PiecewiseEmitter
{
    /// <summary>Registers that <see cref="Emit"/> uses for each member.</summary>
    public const int Temporaries = 4;

    private readonly Pieces[] _ofLanes;

    /// <summary>Tabulates a function.</summary>
    /// <param name="function">The function for x from 0 up.</param>
    /// <param name="end">Where its result is 1 as float32.</param>
    /// <param name="degrees">Degrees of the polynomials for 8 and for 16 pieces.</param>
    public PiecewiseEmitter(Func<double, double> function, double end, int[] degrees) =>
        _ofLanes = [.. degrees.Select((degree, i) => new Pieces(function, end, 8 << i, degree))];

    /// <summary>x = f(x).</summary>
    public void Emit(VectorBatch b, Vec[] x, ReadOnlySpan<Vec[]> t)
    {
        var pieces = Array.Find(_ofLanes, p => p.Count >= b.Asm.Lanes)!;
        Vec[] piece = t[0], sum = t[1], distance = t[2], coefficient = t[3];
        b.Abs(distance, x);
        // What is left is the sign.
        b.Xor(x, x, distance);
        b.ClampAbove(distance, (float)(pieces.Width * (pieces.Count - 0.5) - 1e-3), sum);
        b.Broadcast(piece, ExpEmitter.Rounder);
        b.Fma(piece, distance, (float)(1 / pieces.Width));
        b.Add(sum, piece, -ExpEmitter.Rounder);
        b.Fma(distance, sum, (float)-pieces.Width);
        Mask[]? upper = null;
        if (pieces.Count > b.Asm.Lanes)
        {
            // The sign goes where a table's index does not look.
            b.Or(piece, piece, x);
            upper = b.NewMasks();
            b.Compare(upper, sum, Condition.GreaterOrEqual, b.Asm.Lanes, x);
        }
        Lookup(sum, pieces.Coefficients[^1]);
        for (int k = pieces.Coefficients.Length - 2; k >= 0; k--)
        {
            Lookup(coefficient, pieces.Coefficients[k]);
            // The first piece's constant is the argument itself; those of the others are larger than any distance.
            if (k == 0) b.Max(coefficient, distance, coefficient);
            b.Horner(sum, distance, coefficient);
        }
        if (upper is not null)
        {
            b.Free(upper);
            b.Abs(x, piece);
            b.Xor(x, x, piece);
        }
        b.Or(x, x, sum);

        void Lookup(Vec[] d, float[] table)
        {
            if (upper is null) b.Lookup(d, table, piece);
            else b.Lookup(d, table, piece, upper, x);
        }
    }

    private sealed class Pieces
    {
        public Pieces(Func<double, double> function, double end, int count, int degree)
        {
            Count = count;
            Width = Math.Ceiling(end / (count - 0.5) * 64) / 64;
            Coefficients = [.. Enumerable.Range(0, degree + 1).Select(_ => new float[count])];
            for (int i = 0; i < count; i++)
            {
                double centre = i * Width;
                var polynomial = i == 0
                    ? Interpolation.Polynomial(x => function(x) / x - 1, 0, Width / 2, degree - 1).Prepend(0)
                    : Interpolation.Polynomial(x => function(centre + x), -Width / 2, Width / 2, degree);
                foreach (var (k, c) in polynomial.Index()) Coefficients[k][i] = (float)c;
            }
        }

        public int Count { get; }

        public double Width { get; }

        // For each power those of all pieces.
        public float[][] Coefficients { get; }
    }
}
