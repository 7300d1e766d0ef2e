using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Asks only the conditions of another pattern, not its form.</summary>
internal sealed class ConditionPattern(Pattern owner) : Pattern
{
    internal override bool Match(Matcher matcher, Value? value, Goal? rest, Binding? bound) =>
        value is not null && owner.Refusal(matcher, value) is { } refusal ? matcher.Fail(bound, refusal) : matcher.Solve(rest, bound);
}
