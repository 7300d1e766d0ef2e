using XinRT.Backends.Reference;
using XinRT.Compiler;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Passes;
using XinRT.Runtime.Planning;
using XinRT.Soak.Graphs;
using XinRT.TestKit.Networks;

namespace XinRT.UnitTests.Soak.Graphs;

/// <summary>What rules make of a network runs on kernels: an operator that none takes is left as it was, or taken apart.</summary>
public sealed class NoOperatorOfARuleIsLeftTests
{
    private const ulong First = 5001;
    private const int Networks = 400;

    [Fact]
    public void No_float_operator_that_a_rule_made_runs_on_the_reference()
    {
        var left = new List<string>();
        for (ulong seed = First; seed < First + Networks; seed++)
        {
            var one = GraphCase.Make(seed);
            if (!Expectation.Runs(one.Graph, one.Inputs(one.Sizes[0]), TestContext.Current.CancellationToken)
                || GraphEdits.Apply(g => GraphEdits.Bound(g, one.Sizes[0]), one.Graph) is not { } graph) continue;
            try {
            var known = Operators(graph).ToHashSet();
            var optimized = Pipelines.Default.Run(graph, new PassContext(new PassOptions { Threads = 1 }, TestContext.Current.CancellationToken));
            var backends = DefaultBackends.Create();
            var compiled = EngineCompiler.Compile(optimized, backends, [], [], new EngineOptions { Threads = 1 });
            foreach (var placement in compiled.Placements)
            {
                if (placement.Kernel.Backend != "reference" || known.Contains(placement.Node.Op.GetType())) continue;
                if (placement.Node.Inputs.Concat(placement.Node.Outputs).Any(v => v is { Type: not TensorType { IsStatic: true } })) continue;
                if (placement.Node.Outputs[0]!.TensorType.DType != DType.F32) continue;
                left.Add($"{seed}: {placement.Node} {string.Join(", ", placement.Node.Inputs.Select(v => v?.Type.ToString()))}: {string.Join("; ", placement.Refusals)}");
            }
            } catch (XinException e) { left.Add($"{seed} {e.Message}"); }
        }
        Assert.Empty(left);
    }

    private static IEnumerable<Type> Operators(Graph graph) =>
        graph.Nodes.SelectMany(n => n.Bodies.SelectMany(Operators).Append(n.Op.GetType()));
}
