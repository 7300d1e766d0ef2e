using XinRT.Backends;
using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>Everything an engine is, as data: the graph, a kernel for each node, constants packed for kernels. Layouts and the
/// arena follow from it for given input shapes; see <see cref="ProgramPlanner"/>.</summary>
public sealed record EnginePlan
{
    /// <summary>The optimized graph.</summary>
    public required Graph Graph { get; init; }

    /// <summary>The kernel of each node.</summary>
    public required IReadOnlyList<NodeKernel> Kernels { get; init; }

    /// <summary>Constants of the graph of which the kernels read only packed copies. They stay in the engine, in a section of their
    /// own that nothing reads at load, for kernels that are chosen later.</summary>
    public IReadOnlySet<Tensor> Originals { get; init; } = new HashSet<Tensor>();

    /// <summary>Allowed sizes of each symbol of the inputs; empty if anything goes.</summary>
    public IReadOnlyList<SymbolRange> Ranges { get; init; } = [];

    /// <summary>Facts about the build: producer, model, options. Contains nothing that differs between equal builds.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>How kernels were chosen, for those who ask why; nothing depends on it. Times differ from build to build, so a build
    /// that shall be repeated byte by byte, one with a tactic lock, leaves it empty.</summary>
    public IReadOnlyList<TunedProblem> Tuned { get; init; } = [];
}

/// <summary>The kernel of one node.</summary>
/// <param name="Spec">What makes it again.</param>
/// <param name="Packed">Constants in its own form.</param>
public sealed record NodeKernel(KernelSpec Spec, ValueArray<Tensor> Packed = default)
{
    /// <summary>The kernels of each body's nodes, for control flow; empty for a body whose kernels are chosen at its first run.</summary>
    public ValueArray<ValueArray<NodeKernel>> Bodies { get; init; }

    /// <summary>Of a node that is placed on a backend, and whose kernel is still to be chosen.</summary>
    public static NodeKernel On(string backend) => new(new KernelSpec(backend, ""));

    /// <summary>Of a node that took no step for the typical sizes: it became a view or a constant. If other sizes need a step, a
    /// kernel is chosen then.</summary>
    public static NodeKernel None { get; } = new(new KernelSpec("", ""));
}

/// <summary>Sizes that a symbol may take, and the size the engine was tuned for.</summary>
public sealed record SymbolRange(string Symbol, long Min, long Opt, long Max);
