using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Keeps what is known of tensors of the model whose values a rewrite removes.</summary>
internal static class LostSources
{
    /// <summary>Before a rewrite: what the removed nodes had computed follows from the replacement, as far as the nodes
    /// after it can be undone.</summary>
    public static void KeepInverted(Match match, Value by, Graph graph)
    {
        List<SourceStep> steps = [];
        for (var node = match.Root; node.Op is IInvertibleOp op && op.Inverse(node) is { } step;)
        {
            // The inverse goes from output 0 to the only input that is not constant.
            var input = node.Inputs.FirstOrDefault(v => v is { IsConstant: false });
            if (input is null || graph.IsOutput(input) || !input.Users.All(match.Nodes.Contains)) return;
            steps.Add(step);
            by.AddSources([.. input.Sources.Select(s => s.After([.. steps]))]);
            if (input.Producer is not { } producer || !match.Nodes.Contains(producer) || producer.Outputs[0] != input) return;
            node = producer;
        }
    }

    /// <summary>Before a node is removed: a view that it gave follows from its input.</summary>
    public static void KeepViews(Node node)
    {
        if (node.Op is not IViewOp) return;
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i] is not { Sources.Count: > 0 } view || SourceStep.Of(node, i) is not { } step) continue;
            node.Inputs[step.Slot]!.AddSources([.. view.Sources.Select(s => s.After([step]))]);
        }
    }
}
