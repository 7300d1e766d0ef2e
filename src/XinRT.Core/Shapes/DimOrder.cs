namespace XinRT;

/// <summary>Proves inequalities between dims, so that clamps in shape arithmetic disappear where they cannot bite.</summary>
/// <remarks>Sizes are 0 or more; numbers that inference made up (<c>?x1</c>) may be negative. A proof that is not found says
/// nothing.</remarks>
internal static class DimOrder
{
    // A leftover clamp costs less than a long search for its proof.
    private const int MaxSteps = 48;

    // Products with larger ones could overflow.
    private const long MaxDivisor = 1 << 20;

    /// <summary>Whether <paramref name="a"/> is at least <paramref name="b"/> for all sizes of the symbols.</summary>
    public static bool IsAtLeast(Dim a, Dim b)
    {
        int steps = MaxSteps;
        return IsNonNegative(a - b, ref steps);
    }

    private static bool IsNonNegative(Dim dim, ref int steps)
    {
        if (Bounds(dim).Low >= 0) return true;
        if (dim.IsConstant || --steps < 0) return false;
        foreach (var (factor, atoms) in dim.Expression.Terms)
        {
            if (atoms is not [var atom]) continue;
            var rest = dim - new Dim(Polynomial.Of(atom)) * factor;
            if (atom is MinMaxAtom m)
            {
                bool both = m.IsMin == factor > 0, first = IsNonNegative(rest + m.A * factor, ref steps);
                if (both ? first && IsNonNegative(rest + m.B * factor, ref steps)
                    : first || IsNonNegative(rest + m.B * factor, ref steps)) return true;
            }
            else if (atom is BroadcastAtom j)
            {
                // It is one of the two.
                if (IsNonNegative(rest + j.A * factor, ref steps) && IsNonNegative(rest + j.B * factor, ref steps)) return true;
            }
            else if (atom is FloorDivAtom { B: { IsConstant: true, Value: > 0 and < MaxDivisor } divisor } f)
            {
                // (a - b + 1) / b <= floor(a / b) <= a / b, multiplied by b.
                var bound = factor > 0 ? f.A - divisor + 1 : f.A;
                if (IsNonNegative(rest * divisor + bound * factor, ref steps)) return true;
            }
        }
        return false;
    }

    private static (double Low, double High) Bounds(Dim dim)
    {
        if (dim.IsConstant) return (dim.Value, dim.Value);
        double low = 0, high = 0;
        foreach (var (factor, atoms) in dim.Expression.Terms)
        {
            double least = 1, most = 1;
            foreach (var atom in atoms)
            {
                var (a, b) = Bounds(atom);
                if (a < 0) return (double.NegativeInfinity, double.PositiveInfinity);
                least *= a;
                most = b == 0 || most == 0 ? 0 : most * b;
            }
            low += factor > 0 ? factor * least : factor * most;
            high += factor > 0 ? factor * most : factor * least;
        }
        return (low, high);
    }

    private static (double Low, double High) Bounds(DimAtom atom)
    {
        if (atom is SymbolAtom symbol) return (symbol.IsSize ? 0 : double.NegativeInfinity, double.PositiveInfinity);
        var (a, b) = atom switch
        {
            MinMaxAtom m => (Bounds(m.A), Bounds(m.B)),
            BroadcastAtom j => (Bounds(j.A), Bounds(j.B)),
            _ => (Bounds(((FloorDivAtom)atom).A), Bounds(((FloorDivAtom)atom).B)),
        };
        return atom switch
        {
            BroadcastAtom => (Math.Min(a.Low, b.Low), Math.Max(a.High, b.High)),
            MinMaxAtom { IsMin: true } => (Math.Min(a.Low, b.Low), Math.Min(a.High, b.High)),
            MinMaxAtom => (Math.Max(a.Low, b.Low), Math.Max(a.High, b.High)),
            _ when a.Low >= 0 && b.Low > 0 => (double.IsInfinity(b.High) ? 0 : Math.Floor(a.Low / b.High), Math.Floor(a.High / b.Low)),
            _ => (double.NegativeInfinity, double.PositiveInfinity),
        };
    }
}
