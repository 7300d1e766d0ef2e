namespace XinRT.Fusion;

/// <summary>An element-wise computation as data: terms in an order in which they can be computed, the last being the result.
/// It is attached to an anchor (see <see cref="AnchoredForm"/>) or stands alone; every backend compiles the same form.</summary>
public sealed record ScalarExpr(ValueArray<ScalarTerm> Terms)
{
    /// <summary>The accumulator unchanged.</summary>
    public static ScalarExpr Identity { get; } = new([new ScalarTerm(ScalarKind.Accumulator)]);

    /// <summary>Whether nothing is computed.</summary>
    public bool IsIdentity => Terms.Count == 1 && Terms[0].Kind == ScalarKind.Accumulator;

    /// <summary>Indices of the node's inputs that are read, ascending.</summary>
    public IReadOnlyList<int> Operands
    {
        get
        {
            var operands = new List<int>();
            foreach (var term in Terms.Span)
                if (term.Kind == ScalarKind.Operand) operands.Add(term.A);
            return Arrays.DistinctAscending(operands);
        }
    }
}

/// <summary>One term of a <see cref="ScalarExpr"/>.</summary>
/// <param name="Kind">What is computed.</param>
/// <param name="A">Index of the first argument among the terms; for <see cref="ScalarKind.Operand"/> the node's input.</param>
/// <param name="B">Index of the second argument.</param>
/// <param name="C">Index of the third argument.</param>
/// <param name="Value">The number of a <see cref="ScalarKind.Constant"/>.</param>
public sealed record ScalarTerm(ScalarKind Kind, int A = -1, int B = -1, int C = -1, float Value = 0)
{
    /// <summary>The terms that it reads.</summary>
    public IEnumerable<int> Arguments
    {
        get
        {
            if (Kind == ScalarKind.Operand || A < 0) yield break;
            yield return A;
            if (B >= 0) yield return B;
            if (C >= 0) yield return C;
        }
    }
}

/// <summary>Functions of a <see cref="ScalarExpr"/>, on float32. Conditions are 0 or 1.</summary>
public enum ScalarKind
{
    /// <summary>Result of the anchor.</summary>
    Accumulator,

    /// <summary>Element of an input of the node, broadcast to the output.</summary>
    Operand,

    /// <summary>A number.</summary>
    Constant,

    /// <summary>a + b.</summary>
    Add,

    /// <summary>a − b.</summary>
    Sub,

    /// <summary>a · b.</summary>
    Mul,

    /// <summary>a / b.</summary>
    Div,

    /// <summary>min(a, b); NaN if either is.</summary>
    Min,

    /// <summary>max(a, b); NaN if either is.</summary>
    Max,

    /// <summary>a to the power of b.</summary>
    Pow,

    /// <summary>−a.</summary>
    Neg,

    /// <summary>|a|.</summary>
    Abs,

    /// <summary>1 / a.</summary>
    Reciprocal,

    /// <summary>√a.</summary>
    Sqrt,

    /// <summary>e to the power of a.</summary>
    Exp,

    /// <summary>Natural logarithm.</summary>
    Log,

    /// <summary>ln(1 + a), exact near 0.</summary>
    Log1p,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1 / (1 + e⁻ᵃ).</summary>
    Sigmoid,

    /// <summary>Error function.</summary>
    Erf,

    /// <summary>Sine.</summary>
    Sin,

    /// <summary>Cosine.</summary>
    Cos,

    /// <summary>Largest integer not above a.</summary>
    Floor,

    /// <summary>Smallest integer not below a.</summary>
    Ceil,

    /// <summary>Nearest integer, ties to even.</summary>
    Round,

    /// <summary>−1, 0 or 1 by the sign of a; NaN stays.</summary>
    Sign,

    /// <summary>a = b.</summary>
    Equal,

    /// <summary>a &lt; b.</summary>
    Less,

    /// <summary>a ≤ b.</summary>
    LessOrEqual,

    /// <summary>Both not 0.</summary>
    And,

    /// <summary>Either not 0.</summary>
    Or,

    /// <summary>a = 0.</summary>
    Not,

    /// <summary>a ≠ 0 ? b : c.</summary>
    Select,
}
