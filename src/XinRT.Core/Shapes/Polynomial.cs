using System.Text;

namespace XinRT;

/// <summary>Sum of whole multiples of products of <see cref="DimAtom"/>s, in canonical order.</summary>
internal sealed class Polynomial : IEquatable<Polynomial>
{
    // Larger expressions (running totals over detections, hostile graphs) tell nobody anything and cost time.
    private const int MaxTerms = 32, MaxText = 512;

    private readonly SortedDictionary<string, Term> _terms = new(StringComparer.Ordinal);
    private readonly string _text;

    private Polynomial(IEnumerable<Term> terms)
    {
        foreach (var term in terms)
        {
            string key = term.Key;
            long coefficient = unchecked(term.Coefficient + (_terms.TryGetValue(key, out var t) ? t.Coefficient : 0));
            if (coefficient == 0) _terms.Remove(key);
            else _terms[key] = term with { Coefficient = coefficient };
        }
        _text = Print();
    }

    /// <summary>Whether the expression is too large to be worth following.</summary>
    public bool IsTooLarge => _terms.Count > MaxTerms || _text.Length > MaxText;

    public IEnumerable<string> Symbols => _terms.Values.SelectMany(t => t.Atoms).SelectMany(a => a.Symbols);

    public IEnumerable<(long Factor, DimAtom[] Atoms)> Terms => _terms.Values.Select(t => (t.Coefficient, t.Atoms));

    public static Polynomial Constant(long value) => new([new(value, [])]);

    public static Polynomial Of(DimAtom atom) => new([new(1, [atom])]);

    public bool IsConstant(out long value)
    {
        value = _terms.TryGetValue("", out var t) ? t.Coefficient : 0;
        return _terms.Count == 0 || (_terms.Count == 1 && _terms.ContainsKey(""));
    }

    public bool IsSingle(out DimAtom? atom)
    {
        atom = _terms.Count == 1 && _terms.Values.First() is { Coefficient: 1, Atoms: [var only] } ? only : null;
        return atom is not null;
    }

    public Polynomial Plus(Polynomial other) => new(_terms.Values.Concat(other._terms.Values));

    public Polynomial Times(Polynomial other) => new(
        from a in _terms.Values
        from b in other._terms.Values
        select new Term(unchecked(a.Coefficient * b.Coefficient), [.. a.Atoms.Concat(b.Atoms).Order()]));

    /// <summary>The parts of <c>divisor · Whole + Remainder</c>. Coefficients left over are smaller than the divisor, and the
    /// constant has its sign, so equal quotients are written equally.</summary>
    public (Polynomial Whole, Polynomial Remainder) SplitByDivisor(long divisor)
    {
        var whole = new List<Term>();
        var remainder = new List<Term>();
        foreach (var term in _terms.Values)
        {
            var (quotient, rest) = term.Atoms.Length == 0 ? FloorDivide(term.Coefficient, divisor)
                : (Quotient(term.Coefficient, divisor), Remainder(term.Coefficient, divisor));
            whole.Add(term with { Coefficient = quotient });
            remainder.Add(term with { Coefficient = rest });
        }
        return (new(whole), new(remainder));
    }

    /// <summary>Quotient towards minus infinity, and the remainder, which has the sign of the divisor.</summary>
    public static (long Quotient, long Remainder) FloorDivide(long a, long b)
    {
        var (quotient, rest) = (Quotient(a, b), Remainder(a, b));
        return rest != 0 && (rest < 0) != (b < 0) ? (quotient - 1, rest + b) : (quotient, rest);
    }

    /// <summary>Exact division by a single term, such as 2·n·h / h.</summary>
    public bool TryDivide(Polynomial by, out Polynomial quotient)
    {
        quotient = this;
        if (by._terms.Count != 1) return false;
        var divisor = by._terms.Values.First();
        var result = new List<Term>();
        foreach (var term in _terms.Values)
        {
            var atoms = term.Atoms.ToList();
            if (Remainder(term.Coefficient, divisor.Coefficient) != 0 || !divisor.Atoms.All(atoms.Remove)) return false;
            result.Add(new(Quotient(term.Coefficient, divisor.Coefficient), [.. atoms]));
        }
        quotient = new(result);
        return true;
    }

    public Dim Bind(IReadOnlyDictionary<string, long> symbols)
    {
        Dim sum = 0;
        foreach (var term in _terms.Values)
        {
            Dim product = term.Coefficient;
            foreach (var atom in term.Atoms) product *= atom.Bind(symbols);
            sum += product;
        }
        return sum;
    }

    public bool Equals(Polynomial? other) => _text == other?._text;

    public override bool Equals(object? obj) => Equals(obj as Polynomial);

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _text;

    // The processor traps on the smallest number divided by -1.
    private static long Quotient(long a, long b) => b == -1 ? unchecked(-a) : a / b;

    private static long Remainder(long a, long b) => b == -1 ? 0 : a % b;

    private string Print()
    {
        var text = new StringBuilder();
        // The constant comes last: n + 1, not 1 + n.
        foreach (var term in _terms.Values.OrderBy(t => t.Atoms.Length == 0))
        {
            bool negative = term.Coefficient < 0;
            text.Append(text.Length == 0 ? negative ? "-" : "" : negative ? " - " : " + ");
            string factor = negative ? term.Coefficient.ToString(System.Globalization.CultureInfo.InvariantCulture)[1..]
                : term.Coefficient.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (term.Atoms.Length == 0) text.Append(factor);
            else if (factor == "1") text.Append(term.Key);
            else text.Append(factor).Append('*').Append(term.Key);
        }
        return text.Length == 0 ? "0" : text.ToString();
    }

    private sealed record Term(long Coefficient, DimAtom[] Atoms)
    {
        public string Key { get; } = string.Join("*", Atoms.Select(a => a.Text));
    }
}
