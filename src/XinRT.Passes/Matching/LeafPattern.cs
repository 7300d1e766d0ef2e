using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>A value that is not looked into: anything, or a constant with some property.</summary>
internal sealed class LeafPattern(Func<Value, bool> holds, string reason) : Pattern
{
    internal override bool Match(Matcher matcher, Value? value, Goal? rest, Binding? bound)
    {
        if (value is null) return false;
        if (Label is not null && Matcher.Find(bound, Label) is { } known)
            return known.Value == value && matcher.Solve(rest, bound);
        if (!holds(value)) return matcher.Fail(bound, reason);
        if (Refusal(matcher, value) is { } refusal) return matcher.Fail(bound, refusal);
        return matcher.Solve(rest, Label is null ? bound : new(Label, value, null, bound));
    }
}
