using XinRT.Ir;
using XinRT.Passes;

namespace XinRT.UnitTests.Passes;

public sealed class PipelinesTests
{
    [Fact]
    public void Every_rule_and_pass_has_a_place()
    {
        var used = All(Pipelines.Default.Passes).SelectMany(p => p is Rules r ? r.All.Select(x => x.Name) : [p.Name]).ToHashSet();

        var types = typeof(Pipelines).Assembly.GetTypes().Where(t => !t.IsAbstract
            && (t.IsSubclassOf(typeof(RewriteRule)) || t.IsSubclassOf(typeof(Pass))) && t != typeof(Rules) && t != typeof(Repeat));

        Assert.Empty(types.Select(t => t.Name).Except(used));
    }

    [Fact]
    public void Shape_arithmetic_of_a_dynamic_batch_vanishes()
    {
        var graph = Graph.Parse("""
            x = input f32[batch,4,8]
            s = Shape(x)
            b = Gather(s, const i64[](0))
            u = Unsqueeze(b, const i64[1](0))
            t = Concat(u, const i64[1](-1)) {axis=0}
            r = Reshape(x, t)
            y = Relu(r)
            """);

        var result = Pipelines.Default.Run(graph);

        Assert.Equal(["Reshape", "Relu"], result.Nodes.Select(n => n.Op.Info.Name));
        RuleCheck.MustAgree(graph, result);
    }

    private static IEnumerable<Pass> All(IEnumerable<Pass> passes) =>
        passes.SelectMany(p => p is Repeat r ? All(r.Passes) : [p]);
}
