using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>An operand that is absent or fits.</summary>
internal sealed class OptionalPattern(Pattern inner) : Pattern
{
    internal override int Depth => inner.Depth;

    internal override int Size => inner.Size;

    internal override bool Match(Matcher matcher, Value? value, Goal? rest, Binding? bound) =>
        value is null ? matcher.Solve(rest, bound) : inner.Match(matcher, value, rest, bound);
}
