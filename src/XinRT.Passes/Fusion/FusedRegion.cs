using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Nodes that are to become the body of one <see cref="FusedOp"/>: an anchor or none, and element-wise nodes,
/// the last of which may be a concatenation instead. All but the last result are read only within it, so no cycle can
/// arise when it takes the place of its last node.</summary>
internal sealed class FusedRegion
{
    private readonly Dictionary<Node, int> _places;
    private readonly List<Node> _nodes = [];
    private readonly HashSet<Value> _results = [];
    private readonly Node? _anchor;
    private readonly FusedKind _kind;
    private readonly FusionPolicy _policy;

    /// <summary>A region that begins with an anchor.</summary>
    /// <param name="places">Index of every node in its graph.</param>
    /// <param name="anchor">The anchor, or null.</param>
    /// <param name="policy">How large it may be.</param>
    /// <param name="kind">What it becomes.</param>
    public FusedRegion(Dictionary<Node, int> places, Node? anchor, FusionPolicy policy, FusedKind kind = FusedKind.Anchored)
    {
        (_places, _anchor, _policy, _kind) = (places, anchor, policy, kind);
        if (anchor is not null) Add(anchor);
    }

    /// <summary>Number of nodes.</summary>
    public int Count => _nodes.Count;

    /// <summary>The nodes, in no certain order.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>Index of every node of a graph.</summary>
    public static Dictionary<Node, int> Places(Graph graph)
    {
        var places = new Dictionary<Node, int>(graph.Nodes.Count);
        for (int i = 0; i < graph.Nodes.Count; i++) places[graph.Nodes[i]] = i;
        return places;
    }

    /// <summary>Whether the value is computed inside.</summary>
    public bool Computes(Value value) => _results.Contains(value);

    /// <summary>Whether every reader of the value is inside, so that it need not be stored.</summary>
    public bool ReadsAll(Graph graph, Value value) => !graph.IsOutput(value) && value.Users.All(_nodes.Contains);

    /// <summary>Why an element-wise node cannot be computed inside, given the shape of the whole; null if it can.</summary>
    public string? WhyNot(Node node, Shape shape)
    {
        if (ElementwiseTerms.WhyNot(node) is { } reason) return reason;
        if (!shape.Equals(node.Outputs[0]!.TensorType.Shape)) return $"{node} gives another shape";
        foreach (var input in node.Inputs)
        {
            if (input is null || Computes(input) || ElementwiseTerms.Number(input) is not null) continue;
            if (input.TensorType is not { DType: DType.F32, Shape: { } operand }) return $"operand '{input.Name}' is {input.Type}";
            if (!shape.Equals(Shape.Broadcast(operand, shape))) return $"operand '{input.Name}' does not broadcast to the result";
        }
        return null;
    }

    /// <summary>Adds a node.</summary>
    public void Add(Node node)
    {
        _nodes.Add(node);
        _results.Add(node.Outputs[0]!);
    }

    /// <summary>Takes back the nodes added after so many.</summary>
    public void Truncate(int count)
    {
        foreach (var node in _nodes.Skip(count)) _results.Remove(node.Outputs[0]!);
        _nodes.RemoveRange(count, _nodes.Count - count);
    }

    /// <summary>Adds a node whose result is read only inside, together with those that compute its conditions, since
    /// they cannot stay outside; or says why not.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="node">The node; the first of a region may also be read outside.</param>
    /// <param name="shape">Shape of what is computed from it.</param>
    public string? Take(Graph graph, Node node, Shape shape)
    {
        int before = Count;
        string? reason = null;
        var waiting = new Stack<Node>([node]);
        while (reason is null && waiting.TryPop(out var next))
        {
            if ((reason = ElementwiseTerms.WhyNot(next)) is not null) break;
            Add(next);
            foreach (var input in next.Inputs)
                if (input is { TensorType.DType: DType.Bool, Producer: { } producer } && !Computes(input))
                    waiting.Push(producer);
        }
        for (int i = before; i < Count && reason is null; i++)
        {
            var value = _nodes[i].Outputs[0]!;
            bool isCondition = value.TensorType is { DType: DType.Bool, Shape: not null };
            if (i > 0 && !ReadsAll(graph, value)) reason = $"'{value.Name}' has readers outside";
            else reason = WhyNot(_nodes[i], isCondition ? value.TensorType.Shape! : shape);
        }
        reason ??= TooLarge();
        if (reason is not null) Truncate(before);
        return reason;
    }

    /// <summary>Takes all element-wise nodes that are read only inside, the nearest first.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="missed">Told why an element-wise node stays outside.</param>
    public void Grow(Graph graph, Action<string> missed)
    {
        var refused = new HashSet<Node>();
        while (true)
        {
            var next = _nodes.SelectMany(n => n.Inputs).Where(v => v is not null && !Computes(v)).Select(v => v!.Producer)
                .Where(n => n is not null && _places.ContainsKey(n) && !refused.Contains(n)).MaxBy(n => _places[n!]);
            if (next is null) return;
            var reader = _nodes.First(n => n.Inputs.Any(v => v?.Producer == next));
            var whole = reader.Op is ConcatOp ? reader.Inputs.First(v => v?.Producer == next)! : reader.Outputs[0]!;
            string? reason = whole.TensorType.Shape is { } shape ? Take(graph, next, shape)
                : $"the shape of '{whole.Name}' is not known";
            if (reason is null) continue;
            refused.Add(next);
            if (ElementwiseTerms.WhyNot(next) is null) missed(reason);
        }
    }

    /// <summary>Why the region is too large for one kernel, or null.</summary>
    public string? TooLarge()
    {
        var builder = new ScalarBuilder();
        var terms = new Dictionary<Value, int>();
        var operands = new List<Value>();
        var nodes = InOrder();
        foreach (var node in nodes)
        {
            if (node.Op is ConcatOp) continue;
            terms[node.Outputs[0]!] = node == _anchor ? builder.Accumulator
                : ElementwiseTerms.Of(node, builder, [.. node.Inputs.Select(v => v is null ? -1 : Term(v))]);
        }
        var last = nodes[^1];
        var results = last.Op is ConcatOp ? last.Inputs : last.Outputs;
        foreach (var expression in results.Select(v => builder.Build(Term(v!))))
        {
            int count = expression.Terms.Count(t => t.Kind != ScalarKind.Constant);
            if (count > _policy.MaxTerms) return $"the expression would have {count} terms";
            if (expression.Operands.Count > _policy.MaxOperands)
                return $"the expression would read {expression.Operands.Count} tensors";
        }
        return operands.Count > _policy.MaxSegmentOperands ? $"the pieces would read {operands.Count} tensors" : null;

        int Term(Value value)
        {
            if (terms.TryGetValue(value, out int known)) return known;
            if (ElementwiseTerms.Number(value) is { } number) return terms[value] = builder.Constant(number);
            operands.Add(value);
            return terms[value] = builder.Operand(operands.Count);
        }
    }

    /// <summary>Puts one fused node in the place of the region's last node; the result keeps its name and its readers.</summary>
    /// <remarks>Numbers go into the body; all else that the body reads becomes an input of the node.</remarks>
    public void Fuse(Graph graph, string name)
    {
        var nodes = InOrder();
        var body = new Graph(name);
        var inner = new Dictionary<Value, Value>();
        var inputs = new List<Value>();
        // The anchor's operands come first: they keep their slots where none is absent.
        foreach (var value in _anchor?.Inputs ?? []) Enter(value, isNumber: false);
        foreach (var node in nodes)
            foreach (var value in node.Inputs) Enter(value, isNumber: true);
        foreach (var node in nodes)
        {
            var result = node.Outputs[0]!;
            inner[result] = result.Copy(result.Name);
            body.Add(new Node(node.Name, node.Op, [.. node.Inputs.Select(v => v is null ? null : inner[v])],
                [inner[result], .. node.Outputs.Skip(1).Select(_ => (Value?)null)], node.Bodies, node.Origins));
        }
        var last = nodes[^1];
        body.AddOutput(inner[last.Outputs[0]!]);
        var fused = new Node(name, new FusedOp(_kind), inputs, [last.Outputs[0]], [body], nodes.SelectMany(n => n.Origins).Distinct().ToArray());
        graph.InsertBefore(last, [fused]);
        var old = nodes.ToHashSet();
        graph.RemoveAll(old.Contains);

        void Enter(Value? value, bool isNumber)
        {
            if (value is null || Computes(value) || inner.ContainsKey(value)) return;
            if (isNumber && ElementwiseTerms.Number(value) is not null)
            {
                inner[value] = value.Copy(value.Name);
                return;
            }
            inputs.Add(value);
            inner[value] = body.AddInput(new Value(value.Name, value.Type) { Data = value.Data });
        }
    }

    private List<Node> InOrder() => [.. _nodes.OrderBy(n => _places[n])];
}
