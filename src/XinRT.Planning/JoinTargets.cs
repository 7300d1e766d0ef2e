using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>Which values may be written directly into the result of an <see cref="IJoinOp"/>: each into one at most, and none that
/// has to lie by itself.</summary>
internal sealed class JoinTargets
{
    private readonly Dictionary<Value, (Node Node, int Index)> _targets = [];
    private readonly HashSet<Value> _results = [];

    public JoinTargets(Graph graph)
    {
        foreach (var node in graph.Nodes)
        {
            if (node.Op is not IJoinOp || node.Outputs[0] is not { } result) continue;
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Inputs[i] is not { IsConstant: false, Producer: not null } value || graph.IsOutput(value)) continue;
                if (node.Inputs.Count(v => v == value) > 1) continue;
                if (_targets.TryAdd(value, (node, i))) _results.Add(result);
            }
        }
    }

    /// <summary>The join and the operand's index in it, or null.</summary>
    public (Node Node, int Index)? Of(Value value) => _targets.TryGetValue(value, out var target) ? target : null;

    /// <summary>Whether the value is written in place or is the result of such writing: its memory belongs to more than
    /// itself.</summary>
    public bool IsTarget(Value value) => _results.Contains(value) || _targets.ContainsKey(value);

    /// <summary>Whether the join is where the value may have been written.</summary>
    public bool IsInPlace(Value value, Node join) => _targets.TryGetValue(value, out var target) && target.Node == join;
}
