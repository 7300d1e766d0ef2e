using XinRT.Backends;

namespace XinRT.Compiler.Tuning;

/// <summary>Nodes that pose the same problem and decide together, and the kernels to be tried for them.</summary>
/// <param name="key"><see cref="KernelProblem.Key"/> of the nodes' steps in the best program so far.</param>
/// <param name="nodes">Indices of the engine's nodes.</param>
/// <param name="device">The device of their kernel.</param>
/// <param name="candidates">All kernels that can take over without changing anything around, the present one among them.</param>
internal sealed class TuningProblem(string key, int[] nodes, IDevice device, IReadOnlyList<KernelSpec> candidates)
{
    /// <summary>What the steps have in common.</summary>
    public string Key => key;

    /// <summary>Indices of the engine's nodes.</summary>
    public int[] Nodes => nodes;

    /// <summary>The device of their kernel.</summary>
    public IDevice Device => device;

    /// <summary>Kernels that can take over without changing anything around, the present one among them.</summary>
    public IReadOnlyList<KernelSpec> Candidates => candidates;

    /// <summary>Those that wait for a round.</summary>
    public Queue<KernelSpec> Waiting { get; } = [];

    /// <summary>The one in the round at hand.</summary>
    public KernelSpec? Trial { get; private set; }

    /// <summary>Takes the next one that waits.</summary>
    public void Next() => Trial = Waiting.TryDequeue(out var next) ? next : null;
}
