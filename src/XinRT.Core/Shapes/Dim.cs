using System.Globalization;

namespace XinRT;

/// <summary>Size of one axis: a constant, a named symbol, or an expression over symbols.</summary>
/// <remarks>Expressions are kept as polynomials with whole coefficients over atoms (symbols and floor-divisions, minima,
/// maxima and joint sizes of other dims), sorted by text, so equal sums compare equal however they were written.</remarks>
public readonly struct Dim : IEquatable<Dim>
{
    private readonly Polynomial? _expression;
    private readonly long _constant;

    /// <summary>A constant size; may be negative while it is only part of an expression.</summary>
    public Dim(long value) => _constant = value;

    internal Dim(Polynomial expression)
    {
        if (expression.IsConstant(out long value)) _constant = value;
        else _expression = expression.IsTooLarge ? Polynomial.Of(SymbolAtom.StandingFor(expression)) : expression;
    }

    /// <summary>Whether the size is a known number.</summary>
    public bool IsConstant => _expression is null;

    /// <summary>The number. Fails if <see cref="IsConstant"/> is false.</summary>
    public long Value => _expression is null ? _constant
        : throw new InvalidOperationException($"The dimension {this} is not a constant.");

    /// <summary>All symbols in the expression.</summary>
    public IEnumerable<string> Symbols => _expression?.Symbols.Distinct() ?? [];

    internal Polynomial Expression => _expression ?? Polynomial.Constant(_constant);

    /// <summary>A constant.</summary>
    public static implicit operator Dim(long value) => new(value);

    /// <summary>A free symbol, such as <c>batch</c>. Any text is allowed; the parser reads letters, digits and _.</summary>
    public static Dim Symbol(string name) => new(Polynomial.Of(new SymbolAtom(name)));

    /// <summary>Sum.</summary>
    public static Dim operator +(Dim a, Dim b) => a.IsConstant && b.IsConstant
        ? new(unchecked(a._constant + b._constant)) : new(a.Expression.Plus(b.Expression));

    /// <summary>Difference.</summary>
    public static Dim operator -(Dim a, Dim b) => a + b * -1;

    /// <summary>Product.</summary>
    public static Dim operator *(Dim a, Dim b) => a.IsConstant && b.IsConstant
        ? new(unchecked(a._constant * b._constant)) : new(a.Expression.Times(b.Expression));

    /// <summary>Equal as canonical expressions.</summary>
    public static bool operator ==(Dim a, Dim b) => a.Equals(b);

    /// <summary>Not provably equal; two different expressions may still bind to the same number.</summary>
    public static bool operator !=(Dim a, Dim b) => !a.Equals(b);

    /// <summary>Quotient rounded towards minus infinity. Nothing is cancelled that may be 0.</summary>
    public static Dim FloorDiv(Dim a, Dim b)
    {
        if (a.IsConstant && b.IsConstant && b._constant != 0)
            return Polynomial.FloorDivide(a._constant, b._constant).Quotient;
        if (b.IsConstant && b._constant == 1) return a;
        if (!b.IsConstant || b._constant == 0) return b.IsAtLeast(1) ? Quotient(a, b) : new(Polynomial.Of(new FloorDivAtom(a, b)));

        // floor((k·b + r) / b) = k + floor(r / b): take out the whole multiples of b in every term.
        var (whole, rest) = a.Expression.SplitByDivisor(b._constant);
        var remainder = new Dim(rest);
        if (remainder.IsConstant) return new Dim(whole) + FloorDiv(remainder._constant, b);
        if (b._constant > 0 && rest.IsSingle(out var atom) && atom is FloorDivAtom { B.IsConstant: true } inner)
            return new Dim(whole) + FloorDiv(inner.A, inner.B * b);
        return new Dim(whole) + new Dim(Polynomial.Of(new FloorDivAtom(remainder, b)));
    }

    /// <summary>As <see cref="FloorDiv"/>, for a divisor that is not 0: what both have in common is cancelled.</summary>
    public static Dim Quotient(Dim a, Dim b)
    {
        if (b.IsConstant) return FloorDiv(a, b);
        return a == b ? new Dim(1)
            : a.Expression.TryDivide(b.Expression, out var exact) ? new(exact) : new(Polynomial.Of(new FloorDivAtom(a, b)));
    }

    /// <summary>Quotient rounded towards plus infinity; <paramref name="b"/> must be positive.</summary>
    public static Dim CeilDiv(Dim a, Dim b) => FloorDiv(a + b - 1, b);

    /// <summary>Smaller of two.</summary>
    public static Dim Min(Dim a, Dim b) => Choose(a, b, b.IsAtLeast(a), a.IsAtLeast(b)) ?? new(Polynomial.Of(MinMaxAtom.Min(a, b)));

    /// <summary>Larger of two.</summary>
    public static Dim Max(Dim a, Dim b) => Choose(a, b, a.IsAtLeast(b), b.IsAtLeast(a)) ?? new(Polynomial.Of(MinMaxAtom.Max(a, b)));

    /// <summary>Whether this is provably no smaller than the other for all sizes of the symbols, 0 included.</summary>
    public bool IsAtLeast(Dim other) => DimOrder.IsAtLeast(this, other);

    /// <summary>Size of an axis after broadcasting: a one gives way, equal sizes stay. Right for every pair of sizes that may
    /// broadcast; of 0 and 1 it is 0.</summary>
    public static Dim Broadcast(Dim a, Dim b) => a == b || b == 1 ? a
        : a == 1 ? b
        : a.IsConstant || a.IsAtLeast(2) ? a
        : b.IsConstant || b.IsAtLeast(2) ? b
        : a.IsAtLeast(1) && b.IsAtLeast(1) ? Max(a, b)
        : BroadcastAtom.Join(a, b);

    /// <summary>Replaces symbols by numbers; symbols that are not bound stay.</summary>
    public Dim Bind(IReadOnlyDictionary<string, long> symbols) =>
        _expression is null ? this : _expression.Bind(symbols);

    // Where both will do they are equal, though written differently: the shorter one, whatever the order of the operands.
    private static Dim? Choose(Dim a, Dim b, bool first, bool second)
    {
        if (!first || !second) return first ? a : second ? b : null;
        string x = a.ToString(), y = b.ToString();
        return x.Length != y.Length ? x.Length < y.Length ? a : b : string.CompareOrdinal(x, y) <= 0 ? a : b;
    }

    /// <inheritdoc/>
    public bool Equals(Dim other) => _expression is null
        ? other._expression is null && _constant == other._constant
        : other._expression is not null && _expression.Equals(other._expression);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Dim other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _expression?.GetHashCode() ?? _constant.GetHashCode();

    /// <summary>Orders by text; only for canonical forms.</summary>
    public int CompareTo(Dim other) => string.CompareOrdinal(ToString(), other.ToString());

    /// <summary>Text that <see cref="DimParser"/> reads back.</summary>
    public override string ToString() => _expression?.ToString() ?? _constant.ToString(CultureInfo.InvariantCulture);
}
