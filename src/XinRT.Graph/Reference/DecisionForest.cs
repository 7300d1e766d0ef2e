namespace XinRT.Reference;

/// <summary>How a node of a decision tree compares; the numbers are those of TreeEnsemble.</summary>
internal enum SplitMode : byte { LessOrEqual, Less, GreaterOrEqual, Greater, Equal, NotEqual, Member }

/// <summary>One decision. Children from 0 up are nodes, others are leaves (<c>~leaf</c>).</summary>
internal readonly record struct TreeSplit(SplitMode Mode, bool MissingIsTrue, int Feature, double Value, int True, int False, int Set);

/// <summary>One number that a leaf adds to one target.</summary>
internal readonly record struct LeafWeight(int Target, double Value);

/// <summary>Decision trees in flat arrays, checked once so that walking them needs no more checks.</summary>
internal sealed class DecisionForest
{
    private readonly TreeSplit[] _splits;
    private readonly int[] _roots;
    private readonly LeafWeight[][] _leaves;
    private readonly HashSet<double>[] _sets;

    /// <summary>Takes over the parts; <see cref="FormatException"/> if a child, a leaf's target or a set is out of range, or if
    /// the nodes form a cycle.</summary>
    public DecisionForest(TreeSplit[] splits, int[] roots, LeafWeight[][] leaves, HashSet<double>[] sets, int targets)
    {
        (_splits, _roots, _leaves, _sets, Targets) = (splits, roots, leaves, sets, targets);
        foreach (int root in roots) CheckIndex(root);
        foreach (var split in splits)
        {
            CheckIndex(split.True);
            CheckIndex(split.False);
            if (split.Feature < 0) throw new FormatException($"a node reads feature {split.Feature}");
            if (split.Mode == SplitMode.Member && (uint)split.Set >= sets.Length)
                throw new FormatException($"there are more membership nodes than the {sets.Length} sets of values");
            Features = Math.Max(Features, split.Feature + 1);
        }
        foreach (var leaf in leaves)
            foreach (var weight in leaf)
                if ((uint)weight.Target >= targets) throw new FormatException($"a leaf adds to target {weight.Target} of {targets}");
        CheckAcyclic();
    }

    /// <summary>How many numbers one row gives.</summary>
    public int Targets { get; }

    /// <summary>How many features a row must have.</summary>
    public int Features { get; }

    /// <summary>Number of trees.</summary>
    public int Trees => _roots.Length;

    /// <summary>Whether no leaf lowers a score.</summary>
    public bool IsNeverNegative => _leaves.All(l => l.All(w => w.Value >= 0));

    /// <summary>The targets that any leaf adds to.</summary>
    public IEnumerable<int> UsedTargets => _leaves.SelectMany(l => l.Select(w => w.Target)).Distinct();

    /// <summary>Joins the weights of all trees' leaves for one row: SUM, AVERAGE, MIN or MAX. <paramref name="touched"/> says
    /// which targets got any; the others are 0.</summary>
    public void Score(ReadOnlySpan<double> row, string aggregate, Span<double> scores, Span<bool> touched)
    {
        scores.Clear();
        touched.Clear();
        foreach (int root in _roots)
        {
            foreach (var (target, value) in _leaves[Leaf(root, row)])
            {
                scores[target] = !touched[target] ? value : aggregate switch
                {
                    "MIN" => Math.Min(scores[target], value),
                    "MAX" => Math.Max(scores[target], value),
                    _ => scores[target] + value,
                };
                touched[target] = true;
            }
        }
        if (aggregate != "AVERAGE" || _roots.Length == 0) return;
        foreach (ref double s in scores) s /= _roots.Length;
    }

    private int Leaf(int node, ReadOnlySpan<double> row)
    {
        while (node >= 0)
        {
            ref readonly var split = ref _splits[node];
            double x = row[split.Feature];
            bool yes = split.Mode switch
            {
                SplitMode.LessOrEqual => x <= split.Value,
                SplitMode.Less => x < split.Value,
                SplitMode.GreaterOrEqual => x >= split.Value,
                SplitMode.Greater => x > split.Value,
                SplitMode.Equal => x == split.Value,
                SplitMode.NotEqual => x != split.Value,
                _ => _sets[split.Set].Contains(x),
            };
            node = yes || (split.MissingIsTrue && double.IsNaN(x)) ? split.True : split.False;
        }
        return ~node;
    }

    private void CheckIndex(int child)
    {
        if (child >= _splits.Length || ~child >= _leaves.Length)
            throw new FormatException(child < 0 ? $"leaf {~child} of {_leaves.Length} does not exist" : $"node {child} of {_splits.Length} does not exist");
    }

    // Depth first with an own stack: a tree may be deeper than the thread's stack.
    private void CheckAcyclic()
    {
        const byte Open = 1, Done = 2;
        var state = new byte[_splits.Length];
        var stack = new Stack<int>();
        for (int first = 0; first < state.Length; first++)
        {
            stack.Push(first);
            while (stack.TryPop(out int node))
            {
                if (node < 0) state[~node] = Done;
                else if (state[node] == Open) throw new FormatException($"the branches of node {node} lead back to it");
                else if (state[node] != Done)
                {
                    state[node] = Open;
                    stack.Push(~node);
                    if (_splits[node].True >= 0) stack.Push(_splits[node].True);
                    if (_splits[node].False >= 0 && _splits[node].False != _splits[node].True) stack.Push(_splits[node].False);
                }
            }
        }
    }
}
