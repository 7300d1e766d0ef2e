using XinRT.Fusion;
using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Tries one pattern at one node, with backtracking over operand orders and alternatives. Remembers the reason of
/// the failure that came furthest.</summary>
internal sealed class Matcher(Graph graph, FusionPolicy policy)
{
    // A pattern of a dozen commutative operators needs hundreds of steps; the limit only stops hostile graphs.
    private const int MaxSteps = 20_000;

    private Binding? _result;
    private int _steps;
    private int _furthest;
    private string? _reason;

    /// <summary>The match at a node, or null.</summary>
    public Match? Try(Pattern pattern, Node root)
    {
        (_result, _steps, _furthest, _reason) = (null, 0, 0, null);
        return root.Outputs.Count > 0 && root.Outputs[0] is { } value && pattern.Match(this, value, null, null)
            ? new Match(root, _result, policy) : null;
    }

    /// <summary>Why the last pattern did not match, if enough of it did to tell the user.</summary>
    public string? NearMiss(Pattern pattern) => pattern.Size >= 2 && _furthest >= 2 ? _reason : null;

    public bool Solve(Goal? goals, Binding? bound)
    {
        if (goals is not null) return ++_steps <= MaxSteps && goals.Pattern.Match(this, goals.Value, goals.Next, bound);
        _result = bound;
        return true;
    }

    /// <summary>Notes why a way was given up.</summary>
    public bool Fail(Binding? bound, string reason)
    {
        int nodes = 0;
        for (var b = bound; b is not null; b = b.Next)
            if (b.Node is not null) nodes++;
        if (nodes > _furthest) (_furthest, _reason) = (nodes, reason);
        return false;
    }

    public bool IsShared(Value value) => value.Users.Count != 1 || graph.IsOutput(value);

    public static Binding? Find(Binding? bound, string name)
    {
        for (; bound is not null; bound = bound.Next)
            if (bound.Name == name) return bound;
        return null;
    }
}
