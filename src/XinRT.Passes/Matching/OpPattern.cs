using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>The first output of a node with a certain operator and operands.</summary>
public sealed class OpPattern<T> : Pattern where T : Operator
{
    private readonly Pattern[] _operands;
    private readonly List<(Func<T, bool> Holds, string Reason)> _attributes = [];
    private bool _anyOrder;

    internal OpPattern(Pattern[] operands) => _operands = operands;

    internal override IEnumerable<Type> RootTypes => [typeof(T)];

    internal override int Depth => 1 + _operands.Select(o => o.Depth).DefaultIfEmpty(0).Max();

    internal override int Size => 1 + _operands.Sum(o => o.Size);

    /// <summary>Lets the two operands of a commutative operator stand in either order.</summary>
    public OpPattern<T> AnyOrder()
    {
        _anyOrder = true;
        return this;
    }

    /// <summary>Demands something of the attributes; the reason says what was not so.</summary>
    public OpPattern<T> Where(Func<T, bool> condition, string reason)
    {
        _attributes.Add((condition, reason));
        return this;
    }

    internal override bool Match(Matcher matcher, Value? value, Goal? rest, Binding? bound)
    {
        if (value is null) return false;
        if (Label is not null && Matcher.Find(bound, Label) is { } known)
            return known.Value == value && matcher.Solve(rest, bound);
        if (value.Producer is not { Op: T op } node || node.Outputs[0] != value || !HasOperands(node)) return false;
        foreach (var (holds, reason) in _attributes)
            if (!holds(op)) return matcher.Fail(bound, reason);
        if (Refusal(matcher, value) is { } refusal) return matcher.Fail(bound, refusal);

        var found = new Binding(Label, value, node, bound);
        if (matcher.Solve(Operands(node, rest, swapped: false), found)) return true;
        return _anyOrder && matcher.Solve(Operands(node, rest, swapped: true), found);
    }

    private bool HasOperands(Node node)
    {
        for (int i = _operands.Length; i < node.Inputs.Count; i++)
            if (node.Inputs[i] is not null) return false;
        return !_anyOrder || node.Inputs.Count == 2;
    }

    private Goal? Operands(Node node, Goal? rest, bool swapped)
    {
        for (int i = _operands.Length - 1; i >= 0; i--)
            rest = new(_operands[i], node.Input(swapped ? 1 - i : i), rest);
        return rest;
    }
}
