using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Alternatives, tried in order.</summary>
internal sealed class ChoicePattern(Pattern[] choices) : Pattern
{
    internal override IEnumerable<Type> RootTypes => choices.SelectMany(c => c.RootTypes).Distinct();

    internal override int Depth => choices.Max(c => c.Depth);

    internal override int Size => choices.Min(c => c.Size);

    internal override bool Match(Matcher matcher, Value? value, Goal? rest, Binding? bound)
    {
        if (Label is not null && Matcher.Find(bound, Label) is { } known)
            return known.Value == value && matcher.Solve(rest, bound);
        // Asked last, so that a refusal is told only where a choice fits.
        var conditions = new Goal(new ConditionPattern(this), value, rest);
        var named = Label is null || value is null ? bound : new(Label, value, null, bound);
        foreach (var choice in choices)
            if (choice.Match(matcher, value, conditions, named)) return true;
        return false;
    }
}
