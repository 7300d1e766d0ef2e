using System.Runtime.InteropServices;

namespace XinRT.Fusion;

/// <summary>Makes a <see cref="ScalarExpr"/> term by term. Equal terms are shared, constant ones computed, and those that change
/// nothing left out.</summary>
public sealed class ScalarBuilder
{
    private readonly List<ScalarTerm> _terms = [];

    /// <summary>The result of the anchor.</summary>
    public int Accumulator => Place(new(ScalarKind.Accumulator));

    /// <summary>An input of the node.</summary>
    public int Operand(int input) => Place(new(ScalarKind.Operand, input));

    /// <summary>A number.</summary>
    public int Constant(float value) => Place(new(ScalarKind.Constant, Value: value));

    /// <summary>The number of a term that is constant, or null.</summary>
    public float? Number(int term) => _terms[term].Kind == ScalarKind.Constant ? _terms[term].Value : null;

    /// <summary>A function of terms.</summary>
    public int Of(ScalarKind kind, int a, int b = -1, int c = -1)
    {
        if (Number(a) is { } x && (b < 0 || Number(b) is not null) && (c < 0 || Number(c) is not null))
            return Constant(ScalarFunctions.Of(kind, x, b < 0 ? 0 : Number(b)!.Value, c < 0 ? 0 : Number(c)!.Value));
        if (IsSymmetric(kind) && (Number(a) is not null || (Number(b) is null && a > b))) (a, b) = (b, a);
        return Simpler(kind, a, b, c) ?? Place(new(kind, a, b, c));
    }

    /// <summary>A function of a term and a number.</summary>
    public int Of(ScalarKind kind, int a, float b) => Of(kind, a, Constant(b));

    /// <summary>The expression whose result is the term; terms that do not lead to it are dropped.</summary>
    public ScalarExpr Build(int result)
    {
        var needed = new bool[result + 1];
        needed[result] = true;
        for (int i = result; i >= 0; i--)
        {
            if (!needed[i]) continue;
            foreach (int argument in _terms[i].Arguments) needed[argument] = true;
        }
        var terms = new List<ScalarTerm>();
        var places = new int[result + 1];
        for (int i = 0; i <= result; i++)
        {
            if (!needed[i]) continue;
            var t = _terms[i];
            places[i] = terms.Count;
            terms.Add(t.Kind == ScalarKind.Operand ? t
                : t with { A = t.A < 0 ? -1 : places[t.A], B = t.B < 0 ? -1 : places[t.B], C = t.C < 0 ? -1 : places[t.C] });
        }
        return new(CollectionsMarshal.AsSpan(terms).ToArray());
    }

    private static bool IsSymmetric(ScalarKind kind) => kind is ScalarKind.Add or ScalarKind.Mul or ScalarKind.Min or ScalarKind.Max
        or ScalarKind.Equal or ScalarKind.And or ScalarKind.Or;

    private int? Simpler(ScalarKind kind, int a, int b, int c)
    {
        switch (kind)
        {
            case ScalarKind.Sub when Number(b) is { } y:
                return Of(ScalarKind.Add, a, -y);
            case ScalarKind.Mul when Number(b) == 1:
            case ScalarKind.Div when Number(b) == 1:
                return a;
            case ScalarKind.Mul when Number(b) == -1:
                return Of(ScalarKind.Neg, a);
            case ScalarKind.Div when Number(b) is { } y && float.IsNormal(1 / y):
                return Of(ScalarKind.Mul, a, 1 / y);
            case ScalarKind.Div when Number(a) == 1:
                return Of(ScalarKind.Reciprocal, b);
            case ScalarKind.Neg when _terms[a].Kind == ScalarKind.Neg:
                return _terms[a].A;
            case ScalarKind.Abs when _terms[a].Kind is ScalarKind.Neg or ScalarKind.Abs:
                return Of(ScalarKind.Abs, _terms[a].A);
            case ScalarKind.Min or ScalarKind.Max when a == b:
                return a;
            case ScalarKind.Pow when Number(b) is { } y:
                return Power(a, y);
            case ScalarKind.Select when Number(a) is { } condition:
                return condition != 0 ? b : c;
            case ScalarKind.Select when b == c:
                return b;
            default:
                return null;
        }
    }

    private int? Power(int a, float exponent)
    {
        if (exponent == 0.5f) return RootOf(a);
        if (exponent == -0.5f) return Of(ScalarKind.Reciprocal, RootOf(a));
        if (exponent != MathF.Truncate(exponent) || Math.Abs(exponent) > 8) return null;
        if (exponent == 0) return Constant(1);
        if (exponent < 0) return Of(ScalarKind.Reciprocal, Power(a, -exponent)!.Value);
        int product = -1;
        for (int n = (int)exponent, square = a; ; square = Of(ScalarKind.Mul, square, square))
        {
            if ((n & 1) != 0) product = product < 0 ? square : Of(ScalarKind.Mul, product, square);
            if ((n >>= 1) == 0) return product;
        }
    }

    // The power of -∞ is ∞ and that of -0 is 0; their roots are others.
    private int RootOf(int a)
    {
        int lowest = Of(ScalarKind.Equal, a, float.NegativeInfinity);
        return Of(ScalarKind.Select, lowest, Constant(float.PositiveInfinity), Of(ScalarKind.Abs, Of(ScalarKind.Sqrt, a)));
    }

    private int Place(ScalarTerm term)
    {
        // By its bits, since 0 and -0 are two numbers.
        int bits = BitConverter.SingleToInt32Bits(term.Value);
        int known = _terms.FindIndex(t => t.Kind == term.Kind && t.A == term.A && t.B == term.B && t.C == term.C && BitConverter.SingleToInt32Bits(t.Value) == bits);
        if (known >= 0) return known;
        _terms.Add(term);
        return _terms.Count - 1;
    }
}
