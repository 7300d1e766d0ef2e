using XinRT.Ir;
using XinRT.Passes;
using XinRT.TestKit;
using XinRT.TestKit.Rewrites;

namespace XinRT.UnitTests.Passes;

/// <summary>Each rule and pass on random graphs where it applies, at sizes 0, 1 and more: alone, and in the pipeline with and
/// without it.</summary>
public sealed class EveryRuleTests
{
    private const int Seeds = 8;
    private static readonly Tolerance Rounding = new(1e-4, 1e-4);

    // They put in order, or know, what a graph in text form has in order, or knows, already; Repeat stands for its passes.
    private static readonly string[] Idle = [nameof(SortNodes), nameof(InferTypes), nameof(Repeat)];

    public static TheoryData<string> Names => [.. RuleGraphs.Names];

    [Fact]
    public void Every_rule_and_pass_has_graphs() =>
        Assert.Equal(RuleNames.Of(Pipelines.Default).Except(Idle), RuleGraphs.Names.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_rule_changes_no_result(string name)
    {
        int applied = 0, compared = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            string text = RuleGraphs.Make(name, seed);
            var graph = Graph.Parse(text);
            var (alone, on, off) = (new PassContext(), new PassContext(), new PassContext(new() { Disabled = new HashSet<string> { name } }));
            Graph[] variants = [Alone(name, graph, alone), Pipelines.Default.Run(graph, on), Pipelines.Default.Run(graph, off)];
            if (alone.Log.Applied.Concat(on.Log.Applied).Any(e => e.Rule == name)) applied++;
            Assert.DoesNotContain(off.Log.Applied, e => e.Rule == name);
            foreach (var variant in variants) GraphVerifier.Check(variant);
            foreach (var sizes in SizeSweep.Of(graph))
            {
                var inputs = SizeSweep.Inputs(graph, sizes);
                if (SizeSweep.TryRun(graph, inputs) is not { } wanted || !SizeSweep.IsAsInferred(graph, sizes, wanted)) continue;
                compared++;
                foreach (var variant in variants)
                {
                    string what = $"seed {seed} at {string.Join(' ', sizes)}\n{text}\n{variant}";
                    var found = SizeSweep.TryRun(variant, inputs) ?? throw new TestKitException($"refused: {what}");
                    for (int i = 0; i < wanted.Length; i++) TensorAssert.Equal(wanted[i], found[i], Rounding, $"{graph.Outputs[i].Name}, {what}");
                }
            }
        }
        Assert.True(applied > 0, "the rule applied to none of the graphs");
        Assert.True(compared >= Seeds, $"only {compared} runs were possible");
    }

    private static Graph Alone(string name, Graph graph, PassContext context)
    {
        var passes = Flat(Pipelines.Default.Passes).ToList();
        return passes.OfType<Rules>().SelectMany(r => r.All).FirstOrDefault(r => r.Name == name) is { } rule ? rule.ApplyTo(graph, context)
            : passes.First(p => p.Name == name).ApplyTo(graph, context);
    }

    private static IEnumerable<Pass> Flat(IEnumerable<Pass> passes) => passes.SelectMany(p => p is Repeat r ? Flat(r.Passes) : [p]);
}
