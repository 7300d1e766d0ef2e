using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Makes patterns: <c>P.Op&lt;MulOp&gt;(P.Any("x"), P.Scalar(0.5)).AnyOrder()</c>.</summary>
public static class P
{
    /// <summary>The first output of an operator with exactly these operands.</summary>
    public static OpPattern<T> Op<T>(params ReadOnlySpan<Pattern> operands) where T : Operator => new(operands.ToArray());

    /// <summary>Any value.</summary>
    public static Pattern Any(string name) => new LeafPattern(static _ => true, "").As(name);

    /// <summary>A constant of any shape.</summary>
    public static Pattern Const(string name) =>
        new LeafPattern(static v => v.IsConstant, "an operand that must be constant is not").As(name);

    /// <summary>A constant with one element, whatever its value.</summary>
    public static Pattern Scalar(string name) =>
        new LeafPattern(static v => v.Constant is { Count: 1 }, "an operand that must be a constant number is not").As(name);

    /// <summary>A constant with one element close to a number; exporters round 1/√2 in many ways.</summary>
    public static Pattern Scalar(double number, double tolerance = 1e-4) => new LeafPattern(
        v => v.Constant is { Count: 1 } t && t.DType != DType.String && Math.Abs(t.ToDoubles()[0] - number) <= tolerance * Math.Abs(number),
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"an operand must be the constant {number:G6}"));

    /// <summary>An operand that may be absent.</summary>
    public static Pattern Optional(Pattern pattern) => new OptionalPattern(pattern);

    /// <summary>The first of several patterns that fits.</summary>
    public static Pattern OneOf(params ReadOnlySpan<Pattern> choices) => new ChoicePattern(choices.ToArray());
}
