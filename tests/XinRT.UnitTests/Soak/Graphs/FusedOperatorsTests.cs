using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Passes;
using XinRT.Soak.Graphs;

namespace XinRT.UnitTests.Soak.Graphs;

/// <summary>What rules make of a network runs on kernels: an operator that none takes is left as it was, or taken apart.</summary>
public sealed class FusedOperatorsTests
{
    private const ulong First = 5201;
    private const int Networks = 100;

    [Fact]
    public void No_float_operator_that_a_rule_made_runs_on_the_reference()
    {
        var left = new List<string>();
        for (ulong seed = First; seed < First + Networks; seed++)
        {
            var one = GraphCase.Make(seed);
            if (!Expectation.Runs(one.Graph, one.Inputs(one.Sizes[0]), TestContext.Current.CancellationToken)
                || GraphEdits.Apply(g => GraphEdits.Bound(g, one.Sizes[0]), one.Graph) is not { } graph) continue;
            var known = Operators(graph).ToHashSet();
            var optimized = Pipelines.Default.Run(graph, new PassContext(cancel: TestContext.Current.CancellationToken));
            var compiled = EngineCompiler.Compile(optimized, DefaultBackends.Create(), [], [],
                cancel: TestContext.Current.CancellationToken);
            foreach (var placement in compiled.Placements)
            {
                var node = placement.Node;
                if (placement.Kernel.Backend != "reference" || known.Contains(node.Op.GetType())) continue;
                if (node.Outputs[0]!.TensorType.DType != DType.F32
                    || node.Inputs.Concat(node.Outputs).Any(v => v is { Type: not TensorType { IsStatic: true } })) continue;
                left.Add($"{seed}: {node}: {string.Join("; ", placement.Refusals)}");
            }
        }
        Assert.Empty(left);
    }

    private static IEnumerable<Type> Operators(Graph graph) =>
        graph.Nodes.SelectMany(n => n.Bodies.SelectMany(Operators).Append(n.Op.GetType()));
}
