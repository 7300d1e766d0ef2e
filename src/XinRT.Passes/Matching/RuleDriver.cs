using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Applies rules at every node, bodies included, until none fits: a worklist that begins with all nodes and takes
/// up again what stands near a change.</summary>
internal sealed class RuleDriver
{
    // Nodes looked at again after one change; the rest waits for the next round over the whole graph.
    private const int MaxNear = 256;
    private const int MaxRounds = 4;

    private readonly Dictionary<Type, List<RewriteRule>> _byRoot = [];
    private readonly HashSet<Node> _removed = [];
    private readonly HashSet<Node> _waiting = [];
    private readonly Queue<Node> _work = [];
    private readonly PassContext _context;
    private readonly Matcher _matcher;
    private readonly Graph _graph;
    private readonly int _depth;
    private int _budget;

    private RuleDriver(Graph graph, IReadOnlyList<RewriteRule> rules, PassContext context)
    {
        (_graph, _context, _matcher) = (graph, context, new Matcher(graph, context.Options.Fusion));
        foreach (var rule in rules)
        {
            foreach (var type in rule.Pattern.RootTypes)
            {
                if (!_byRoot.TryGetValue(type, out var list)) _byRoot[type] = list = [];
                list.Add(rule);
            }
        }
        _depth = rules.Select(r => r.Pattern.Depth).DefaultIfEmpty(0).Max();
    }

    /// <summary>Returns whether anything changed.</summary>
    public static bool Run(Graph graph, IReadOnlyList<RewriteRule> rules, PassContext context)
    {
        bool changed = new RuleDriver(graph, rules, context).Run();
        foreach (var node in graph.Nodes)
            foreach (var body in node.Bodies) changed |= Run(body, rules, context);
        return changed;
    }

    private bool Run()
    {
        // Each rewrite is meant to simplify; two rules that undo each other stop here.
        _budget = 100 + 10 * _graph.Nodes.Count;
        int before = _budget;
        for (int round = 0, last = -1; round < MaxRounds && last != _budget && _budget > 0; round++)
        {
            last = _budget;
            foreach (var node in _graph.Nodes) Enqueue(node);
            while (_work.TryDequeue(out var node) && _budget > 0)
            {
                _waiting.Remove(node);
                _context.Cancel.ThrowIfCancellationRequested();
                if (!_removed.Contains(node)) Visit(node);
            }
            _work.Clear();
            _waiting.Clear();
            if (_removed.Count > 0) _graph.RemoveAll(_removed.Contains);
            _removed.Clear();
        }
        return _budget != before;
    }

    private void Visit(Node node)
    {
        if (!_byRoot.TryGetValue(node.Op.GetType(), out var rules)) return;
        foreach (var rule in rules)
        {
            if (_context.IsDisabled(rule.Name)) continue;
            if (_matcher.Try(rule.Pattern, node) is { } match)
            {
                if (Apply(rule, match)) return;
            }
            else if (_matcher.NearMiss(rule.Pattern) is { } reason)
            {
                _context.Log.AddMissed(rule.Name, node.Name, reason);
            }
        }
    }

    private bool Apply(RewriteRule rule, Match match)
    {
        if ((Obstacle(rule, match) ?? rule.WhyNot(match)) is { } reason) return Refuse(rule, match, reason);
        if (!_context.MayRewrite) return false;

        var editor = new GraphEditor(_graph, match.Nodes, match.Output.Name, _context.Symbols);
        Value by;
        try
        {
            by = rule.Rewrite(match, editor);
        }
        catch (ShapeException e)
        {
            // A branch that no run takes may hold what fits nothing; it stays as it is.
            foreach (var node in editor.Added) Disconnect(node);
            return Refuse(rule, match, $"its shapes contradict each other: {e.Because}");
        }
        var old = match.Output;
        bool isNew = editor.Added.Any(n => n.Outputs.Contains(by));
        if ((Incompatible(old, by, isNew) ?? (isNew ? null : ValueReplacement.WhyNot(_graph, old, by))) is { } conflict)
        {
            foreach (var node in editor.Added) Disconnect(node);
            return Refuse(rule, match, conflict);
        }
        _budget--;
        _context.Log.AddApplied(rule.Name, match.Root.Name);
        if (editor.Added.Count > 0) _graph.InsertBefore(match.Root, editor.Added);
        // What the original's type says is true of the replacement too, and readers rely on it.
        if (isNew && old.TensorType.Shape is not null) (by.Type, by.Data) = (old.Type, old.Data ?? by.Data);
        LostSources.KeepInverted(match, by, _graph);
        ValueReplacement.Apply(_graph, old, by, isNew);
        if (isNew) by.Producer!.Name = match.Root.Name;
        foreach (var node in editor.Added) Enqueue(node);
        EnqueueReaders(by);
        Remove(match.Root);
        return true;
    }

    private bool Refuse(RewriteRule rule, Match match, string reason)
    {
        _context.Log.AddMissed(rule.Name, match.Root.Name, reason);
        return false;
    }

    private string? Obstacle(RewriteRule rule, Match match)
    {
        for (int i = 1; i < match.Root.Outputs.Count; i++)
            if (match.Root.Outputs[i] is { } extra && (extra.Users.Count > 0 || _graph.IsOutput(extra))) return $"output {i} is also read";
        if (rule.AllowsSharedParts) return null;
        foreach (var node in match.Nodes)
        {
            if (node == match.Root) continue;
            foreach (var value in node.Outputs)
            {
                if (value is null) continue;
                if (_graph.IsOutput(value)) return $"'{value.Name}' is an output of the graph";
                foreach (var user in value.Users)
                    if (!match.Nodes.Contains(user)) return $"'{value.Name}' is also read by {user}";
            }
        }
        return null;
    }

    // A value that exists must have the very type; a new one may know less, but must not contradict.
    private static string? Incompatible(Value old, Value by, bool isNew)
    {
        if (old.Type.Equals(by.Type)) return null;
        string reason = $"the replacement would be {by.Type}, the original is {old.Type}";
        if (old.Type is not TensorType a || by.Type is not TensorType b || a.DType != b.DType) return reason;
        if (a.Shape is null || b.Shape is null) return isNew || a.Shape is null ? null : reason;
        if (a.Shape.Rank != b.Shape.Rank) return reason;
        for (int i = 0; i < a.Shape.Rank; i++)
            if (a.Shape[i] != b.Shape[i] && (!isNew || (a.Shape[i].IsConstant && b.Shape[i].IsConstant))) return reason;
        return null;
    }

    private void Remove(Node node)
    {
        var dead = new Stack<Node>([node]);
        while (dead.TryPop(out var next))
        {
            if (!_removed.Add(next)) continue;
            var operands = next.Inputs.ToArray();
            LostSources.KeepViews(next);
            Disconnect(next);
            foreach (var operand in operands)
            {
                if (operand?.Producer is not { } producer) continue;
                if (producer.Outputs.All(v => v is null || (v.Users.Count == 0 && !_graph.IsOutput(v)))) dead.Push(producer);
                else EnqueueReaders(operand);
            }
        }
    }

    private static void Disconnect(Node node)
    {
        for (int i = 0; i < node.Inputs.Count; i++) node.SetInput(i, null);
    }

    // Every pattern that covers the value has its root at most the deepest pattern's depth below it.
    private void EnqueueReaders(Value value)
    {
        if (value.Producer is { } producer) Enqueue(producer);
        int near = 0;
        List<Value> level = [value];
        for (int depth = 0; depth < _depth && level.Count > 0 && near < MaxNear; depth++)
        {
            var next = new List<Value>();
            foreach (var user in level.SelectMany(v => v.Users))
            {
                if (++near > MaxNear) break;
                if (Enqueue(user)) next.AddRange(user.Outputs.OfType<Value>());
            }
            level = next;
        }
    }

    private bool Enqueue(Node node)
    {
        if (_removed.Contains(node) || !_waiting.Add(node)) return false;
        _work.Enqueue(node);
        return true;
    }
}
