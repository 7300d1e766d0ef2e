using XinRT.Ir;
using XinRT.Passes;
using XinRT.Reference;
using XinRT.TestKit;

namespace XinRT.UnitTests.Passes;

/// <summary>Applies a rule to a graph in text form and looks at what it did.</summary>
internal sealed class RuleCheck(Graph graph)
{
    /// <summary>The graph after the rule.</summary>
    public Graph Graph { get; } = graph;

    /// <summary>Fails unless the rule changes the graph, and the results stay within rounding.</summary>
    public static RuleCheck Applies(RewriteRule rule, string text)
    {
        var graph = Graph.Parse(text);
        var context = new PassContext();
        var result = rule.ApplyTo(graph, context);

        Assert.True(context.Log.ChangeCount > 0, string.Join('\n', context.Log.Missed));
        MustAgree(graph, result);
        return new(result);
    }

    /// <summary>Fails unless the rule is refused with a reason that contains the text.</summary>
    public static void Misses(RewriteRule rule, string reason, string text)
    {
        var context = new PassContext();
        var graph = Graph.Parse(text);
        var result = rule.ApplyTo(graph, context);

        Assert.Equal(graph.ToString(), result.ToString());
        var missed = Assert.Single(context.Log.Missed);
        Assert.Equal(rule.Name, missed.Rule);
        Assert.Contains(reason, missed.Reason, StringComparison.Ordinal);
    }

    /// <summary>Fails if the rule changes anything or takes notice of it.</summary>
    public static void Ignores(RewriteRule rule, string text)
    {
        var context = new PassContext();
        rule.ApplyTo(Graph.Parse(text), context);

        Assert.Empty(context.Log.Applied);
        Assert.Empty(context.Log.Missed);
    }

    /// <summary>Both graphs give the same on made-up inputs.</summary>
    public static void MustAgree(Graph expected, Graph actual)
    {
        var inputs = GraphTexts.Inputs(expected);
        var executor = new ReferenceExecutor { Threads = 1 };
        Datum[] wanted = executor.Run(expected, inputs), found = executor.Run(actual, inputs);
        Assert.Equal(expected.Outputs.Select(v => v.Name), actual.Outputs.Select(v => v.Name));
        for (int i = 0; i < wanted.Length; i++) TensorAssert.Equal(wanted[i], found[i], new Tolerance(1e-5, 1e-5), expected.Outputs[i].Name);
    }

    /// <summary>Fails unless these operators are left, in this order.</summary>
    public RuleCheck Leaves(params string[] operators)
    {
        Assert.Equal(operators, Graph.Nodes.Select(n => n.Op.Info.Name));
        return this;
    }
}
