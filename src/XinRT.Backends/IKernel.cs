using XinRT.Ir;

namespace XinRT.Backends;

/// <summary>A kernel ready to run, shared by all contexts of an engine; it holds no state of a run. It is either an
/// <see cref="IMemoryKernel"/> or an <see cref="IValueKernel"/>.</summary>
public interface IKernel;

/// <summary>A kernel on fixed memory: its problem's layouts are part of it.</summary>
public interface IMemoryKernel : IKernel
{
    /// <summary>Fixes the addresses of the operands for one context. The memory must outlive the result.</summary>
    IBoundKernel Bind(IDeviceContext context, KernelMemory memory);
}

/// <summary>A kernel on values whose sizes only a run can tell.</summary>
public interface IValueKernel : IKernel
{
    /// <summary>Computes the node's outputs from <see cref="LaunchArguments.Inputs"/> and sets
    /// <see cref="LaunchArguments.Outputs"/>.</summary>
    void Launch(LaunchArguments arguments);
}

/// <summary>A kernel with the addresses of one context.</summary>
public interface IBoundKernel
{
    /// <summary>Computes the outputs; allocates nothing.</summary>
    void Run();
}

/// <summary>Addresses for one kernel; 0 where an operand is absent.</summary>
/// <param name="Inputs">First element of each input.</param>
/// <param name="Outputs">First element of each output.</param>
/// <param name="Packed">Each packed constant.</param>
/// <param name="Workspace">Memory of <see cref="KernelPlan.WorkspaceBytes"/>.</param>
public sealed record KernelMemory(nint[] Inputs, nint[] Outputs, nint[] Packed, nint Workspace);

/// <summary>The share of a device that one context holds.</summary>
public interface IDeviceContext : IDisposable
{
    /// <summary>Called before the first kernel of a run.</summary>
    void BeginRun();

    /// <summary>Called after the last kernel of a run, also if it failed.</summary>
    void EndRun();
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
