using XinRT.Backends;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Passes;
using XinRT.Planning;
using XinRT.TestKit;
using XinRT.TestKit.Networks;

namespace XinRT.UnitTests.Planning;

/// <summary>Passes make no fused node that the backend has no kernel for: what they promise and what kernels take does
/// not drift apart.</summary>
public sealed class FusedNodeContractTests
{
    private const ulong Networks = 120;

    [Fact]
    public void A_kernel_takes_each_fused_node_that_the_default_pipeline_makes()
    {
        var refused = new List<string>();
        int fused = 0;
        foreach (var cpu in (FixedCpu[])[FixedCpu.Avx2, FixedCpu.Avx512])
        {
            using var devices = new DeviceSet(cpu.Registry, new EngineOptions { Threads = 2 }.Device);
            for (ulong seed = 1; seed <= Networks; seed++)
            {
                var graph = RandomNetwork.Make(seed);
                var sizes = GraphTexts.Symbols(graph);
                IrType[] types = [.. graph.Inputs.Select(v => v.Type.Bind(sizes))];
                var context = new PassContext(new PassOptions { Fusion = cpu.Registry.Fusion },
                    TestContext.Current.CancellationToken);
                var optimized = Pipelines.Default.Run(graph, context);
                var specialized = Specialized(optimized, types);
                if (specialized is null) continue;
                NodeKernel[] none = [.. optimized.Nodes.Select(_ => NodeKernel.None)];
                fused += specialized.Graph.Nodes.Count(n => n.Op is FusedOp);
                // Where only a run can tell a size, no kernel of the processor takes a body.
                var open = specialized.Graph.Nodes.Where(n => !KernelProblem.Of(n).IsStatic)
                    .Select(n => specialized.Origins[n]).ToHashSet();
                foreach (var taken in Placer.Run(specialized, none, devices).TakenApart)
                    if (!open.Contains(taken.Origin))
                        refused.Add($"seed {seed}: {optimized.Nodes[taken.Origin]}: {string.Join("; ", taken.Refusals)}");
            }
        }

        Assert.True(refused.Count == 0, string.Join('\n', refused));
        Assert.True(fused > 500, $"only {fused} fused nodes were made");
    }

    // Null where the network cannot run with these sizes.
    private static SpecializedGraph? Specialized(Graph graph, IReadOnlyList<IrType> types)
    {
        try
        {
            return ShapeSpecializer.Run(graph, types, new EngineOptions());
        }
        catch (XinException)
        {
            return null;
        }
    }
}
