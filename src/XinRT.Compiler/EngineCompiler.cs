using XinRT.Backends;
using XinRT.Compiler.Memory;
using XinRT.Compiler.Partition;
using XinRT.Compiler.Schedule;
using XinRT.Ir;
using XinRT.Runtime;

namespace XinRT.Compiler;

/// <summary>Turns an optimized graph into an <see cref="EnginePlan"/>.</summary>
public static class EngineCompiler
{
    /// <summary>Orders nodes, places them, chooses kernels, lays out memory.</summary>
    /// <param name="graph">The optimized graph; it becomes part of the plan.</param>
    /// <param name="backends">Backends in order of preference.</param>
    /// <param name="ranges">Sizes that the symbols of the inputs may take.</param>
    /// <param name="metadata">Facts to keep in the engine.</param>
    public static CompiledEngine Compile(Graph graph, BackendRegistry backends, IReadOnlyList<SymbolRange> ranges,
        IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        ConstantWork.Delay(graph);
        GraphVerifier.Check(graph);
        var placements = Placer.Place(graph, backends);
        var memory = MemoryPlanning.Plan(graph, ranges.ToDictionary(r => r.Symbol, r => r.Max));
        return new(new EnginePlan
        {
            Graph = graph,
            Kernels = [.. placements.Select(p => p.Kernel)],
            Memory = memory,
            Ranges = ranges,
            Metadata = metadata,
        }, placements);
    }
}

/// <summary>A plan and how it came about.</summary>
public sealed record CompiledEngine(EnginePlan Plan, IReadOnlyList<NodePlacement> Placements);
