using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Describes a value by how it is computed. <see cref="P"/> makes the kinds; a name that occurs twice must stand for
/// the same value both times.</summary>
public abstract class Pattern
{
    private readonly List<(Func<Value, bool> Holds, string Reason)> _conditions = [];

    internal string? Label { get; private set; }

    /// <summary>Classes of operators that can stand at the root; empty if any value can.</summary>
    internal virtual IEnumerable<Type> RootTypes => [];

    /// <summary>Operators on the longest way from the root to an operand.</summary>
    internal virtual int Depth => 0;

    /// <summary>Operators in the whole pattern.</summary>
    internal virtual int Size => 0;

    /// <summary>Gives the value (and its node) a name in the <see cref="Match"/>.</summary>
    public Pattern As(string name)
    {
        Label = name;
        return this;
    }

    /// <summary>Demands that exactly one node reads the value and that it is no output of the graph.</summary>
    public Pattern UsedOnce()
    {
        MustBeUsedOnce = true;
        return this;
    }

    /// <summary>Demands something more of the value; the reason says what was not so.</summary>
    public Pattern Must(Func<Value, bool> condition, string reason)
    {
        _conditions.Add((condition, reason));
        return this;
    }

    internal bool MustBeUsedOnce { get; private set; }

    /// <summary>Reads the goal's value; on success goes on with the goals that remain.</summary>
    internal abstract bool Match(Matcher matcher, Value? value, Goal? rest, Binding? bound);

    /// <summary>The condition that fails, or null.</summary>
    internal string? Refusal(Matcher matcher, Value value)
    {
        if (MustBeUsedOnce && matcher.IsShared(value)) return $"'{value.Name}' is also read elsewhere";
        foreach (var (holds, reason) in _conditions)
            if (!holds(value)) return reason;
        return null;
    }
}
