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
