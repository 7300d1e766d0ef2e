using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

/// <summary>Runs a fusion pass on a graph in text form.</summary>
internal static class FusionCheck
{
    /// <summary>Fails unless these operators are left (bodies in brackets), the results stay, every fused node has the form
    /// that backends take, and the text form reads back.</summary>
    public static Graph Leaves(Pass pass, string operators, string text)
    {
        var result = Makes(pass, operators, text);
        Assert.All(result.Nodes, n => Assert.NotNull(AnchoredForm.Of(n)));
        RuleCheck.MustAgree(Graph.Parse(text), Graph.Parse(result.ToString()));
        return result;
    }

    /// <summary>Fails unless these operators are left and the results stay; large constants may have become others.</summary>
    public static Graph Makes(Pass pass, string operators, string text)
    {
        var graph = Graph.Parse(text);
        var result = pass.ApplyTo(graph);

        Assert.Equal(operators, string.Join(' ', result.Nodes.Select(Show)));
        GraphVerifier.Check(result);
        RuleCheck.MustAgree(graph, result);
        return result;
    }

    /// <summary>Fails unless nothing changes for a reason that contains the text.</summary>
    public static void Misses(Pass pass, string reason, string text)
    {
        var context = new PassContext();
        var graph = Graph.Parse(text);

        Assert.False(pass.Run(graph, context));
        Assert.Contains(context.Log.Missed, e => e.Rule == pass.Name && e.Reason!.Contains(reason, StringComparison.Ordinal));
    }

    private static string Show(Node node) =>
        node.Op is FusedOp ? $"[{string.Join(' ', node.Bodies[0].Nodes.Select(n => n.Op.Info.Name))}]" : node.Op.Info.Name;
}
