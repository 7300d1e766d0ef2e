using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>Which values may be written directly into the result of an <see cref="IJoinOp"/>: each into one at most,
/// and none that has to lie by itself.</summary>
internal sealed class JoinTargets
{
    private readonly Dictionary<Value, (Node Node, int Index)> _targets = [];

    public JoinTargets(Graph graph)
    {
        foreach (var node in graph.Nodes)
        {
            if (node.Op is not IJoinOp || node.Outputs[0] is null) continue;
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Inputs[i] is not { IsConstant: false, Producer: not null } value || graph.IsOutput(value))
                    continue;
                if (node.Inputs.Count(v => v == value) > 1) continue;
                _targets.TryAdd(value, (node, i));
            }
        }
    }

    /// <summary>The join and the operand's index in it, or null.</summary>
    public (Node Node, int Index)? Of(Value value) => _targets.TryGetValue(value, out var target) ? target : null;
}
