using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>The trees of TreeEnsembleClassifier and TreeEnsembleRegressor as ONNX lists them: one row per node, one per weight
/// of a leaf, joined by tree and node numbers.</summary>
internal sealed class TreeTable
{
    private static readonly string[] Modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"];

    /// <summary>Tree of each node.</summary>
    public required ValueArray<long> NodeTrees { get; init; }

    /// <summary>Number of each node within its tree.</summary>
    public required ValueArray<long> NodeIds { get; init; }

    /// <summary>Feature that each node reads.</summary>
    public required ValueArray<long> Features { get; init; }

    /// <summary>What each node compares with.</summary>
    public required double[] Values { get; init; }

    /// <summary>How each node compares, or LEAF.</summary>
    public required ValueArray<string> NodeModes { get; init; }

    /// <summary>Node number to go to if the comparison holds.</summary>
    public required ValueArray<long> TrueIds { get; init; }

    /// <summary>Node number to go to if not.</summary>
    public required ValueArray<long> FalseIds { get; init; }

    /// <summary>Whether NaN goes the true way; may be empty.</summary>
    public required ValueArray<long> MissingIsTrue { get; init; }

    /// <summary>Tree, node, target and value of each leaf weight.</summary>
    public required (ValueArray<long> Trees, ValueArray<long> Nodes, ValueArray<long> Targets, double[] Values) Weights { get; init; }

    /// <summary>Builds the flat form; <see cref="FormatException"/> if the lists contradict each other.</summary>
    public DecisionForest Build(int targets)
    {
        int count = NodeIds.Count;
        if (NodeTrees.Count != count || Features.Count != count || Values.Length != count || NodeModes.Count != count
            || TrueIds.Count != count || FalseIds.Count != count || (MissingIsTrue.Count != 0 && MissingIsTrue.Count != count))
        {
            throw new FormatException($"all lists of nodes must have {count} items, but some have another number");
        }
        var (trees, nodes, ids, values) = Weights;
        if (trees.Count != nodes.Count || ids.Count != nodes.Count || values.Length != nodes.Count)
            throw new FormatException($"all lists of leaf weights must have {nodes.Count} items, but some have another number");

        // Positions: nodes that decide get a number from 0 up, leaves the complement of one.
        var place = new Dictionary<(long Tree, long Node), int>(count);
        int splits = 0, leaves = 0;
        for (int i = 0; i < count; i++)
        {
            int at = NodeModes[i] == "LEAF" ? ~leaves++ : splits++;
            if (!place.TryAdd((NodeTrees[i], NodeIds[i]), at)) throw new FormatException($"tree {NodeTrees[i]} has node {NodeIds[i]} twice");
        }
        int Find(long tree, long node) => place.TryGetValue((tree, node), out int at) ? at
            : throw new FormatException($"tree {tree} has no node {node}");

        var flat = new TreeSplit[splits];
        var children = new HashSet<(long, long)>();
        for (int i = 0; i < count; i++)
        {
            int at = Find(NodeTrees[i], NodeIds[i]);
            if (at < 0) continue;
            int mode = Array.IndexOf(Modes, NodeModes[i]);
            if (mode < 0) throw new FormatException($"a node's mode must be LEAF, {string.Join(", ", Modes)}, but one is {NodeModes[i]}");
            flat[at] = new((SplitMode)mode, MissingIsTrue.Count > 0 && MissingIsTrue[i] != 0, ToInt(Features[i]), Values[i],
                Find(NodeTrees[i], TrueIds[i]), Find(NodeTrees[i], FalseIds[i]), 0);
            children.Add((NodeTrees[i], TrueIds[i]));
            children.Add((NodeTrees[i], FalseIds[i]));
        }

        var lists = new List<LeafWeight>[leaves];
        for (int i = 0; i < leaves; i++) lists[i] = [];
        for (int i = 0; i < nodes.Count; i++)
        {
            int at = Find(trees[i], nodes[i]);
            // Weights on deciding nodes have no effect.
            if (at < 0) lists[~at].Add(new(ToInt(ids[i]), values[i]));
        }
        return new(flat, Roots(place, children), [.. lists.Select(l => l.ToArray())], [], targets);
    }

    // The root of a tree is the node that no other one leads to.
    private int[] Roots(Dictionary<(long Tree, long Node), int> place, HashSet<(long, long)> children)
    {
        var roots = new List<int>();
        var seen = new HashSet<long>();
        for (int i = 0; i < NodeIds.Count; i++)
            if (!children.Contains((NodeTrees[i], NodeIds[i])) && seen.Add(NodeTrees[i])) roots.Add(place[(NodeTrees[i], NodeIds[i])]);
        foreach (long tree in NodeTrees)
            if (!seen.Contains(tree)) throw new FormatException($"tree {tree} has no root: each of its nodes is another one's child");
        return [.. roots];
    }

    private static int ToInt(long value) => value is >= 0 and <= int.MaxValue ? (int)value
        : throw new FormatException($"an index must be 0 or more, but one is {value}");

    /// <summary>Numbers of an attribute that may be a list of f32 or a tensor.</summary>
    public static double[] Numbers(ValueArray<float> list, Tensor? tensor)
    {
        if (tensor is not null) return tensor.ToDoubles();
        var result = new double[list.Count];
        for (int i = 0; i < result.Length; i++) result[i] = list[i];
        return result;
    }
}
