using XinRT.Ir;

namespace XinRT.Backends;

/// <summary>An open device: makes kernels from their specifications.</summary>
public interface IDevice : IDisposable
{
    /// <summary>Makes the kernel of a node. <see cref="BackendException"/> if the specification is not one this backend
    /// offers for such a node.</summary>
    IKernel Load(KernelSpec spec, Node node);
}

/// <summary>A kernel ready to run, shared by all contexts of an engine; it holds no state of a run.</summary>
public interface IKernel
{
    /// <summary>Computes the node's outputs from <see cref="LaunchArguments.Inputs"/> and sets
    /// <see cref="LaunchArguments.Outputs"/>.</summary>
    void Launch(LaunchArguments arguments);
}

/// <summary>Operands of one launch. Each context has one object per node and uses it again in every run.</summary>
public sealed class LaunchArguments(Node node, IEvalHost host)
{
    /// <summary>The node.</summary>
    public Node Node { get; } = node;

    /// <summary>Operands; null where absent.</summary>
    public Datum?[] Inputs { get; } = new Datum?[node.Inputs.Count];

    /// <summary>Results, to be set by the kernel; those nobody wants may stay null.</summary>
    public Datum?[] Outputs { get; } = new Datum?[node.Outputs.Count];

    /// <summary>Memory for outputs, threads, and bodies.</summary>
    public IEvalHost Host { get; } = host;
}
