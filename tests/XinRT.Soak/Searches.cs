using XinRT.Soak.Graphs;
using XinRT.Soak.Kernels;
using XinRT.Soak.Planner;
using XinRT.Soak.Pool;

namespace XinRT.Soak;

/// <summary>The searches that the command offers, in the order of its help text.</summary>
public static class Searches
{
    /// <summary>All searches.</summary>
    public static IReadOnlyList<ISearch> All { get; } = [new KernelSearch(), new GraphSearch(), new PlannerSearch(), new PoolOrders()];
}
