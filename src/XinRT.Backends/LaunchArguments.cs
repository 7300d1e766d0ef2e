using XinRT.Ir;

namespace XinRT.Backends;

/// <summary>Operands of one launch. Each context has one object per node and uses it again in every run.</summary>
public sealed class LaunchArguments
{
    /// <summary>Makes room for the operands of a node.</summary>
    public LaunchArguments(Node node, IEvalHost host, IDeviceContext device)
    {
        (Node, Host, Device) = (node, host, device);
        Inputs = new Datum?[node.Inputs.Count];
        Outputs = new Datum?[node.Outputs.Count];
        Evaluation = new EvalContext(node, Inputs, host, Outputs);
    }

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>Operands; null where absent.</summary>
    public Datum?[] Inputs { get; }

    /// <summary>Results, to be set by the kernel; those nobody wants may stay null.</summary>
    public Datum?[] Outputs { get; }

    /// <summary>Memory for outputs, threads, and bodies.</summary>
    public IEvalHost Host { get; }

    /// <summary>The context's share of the kernel's device.</summary>
    public IDeviceContext Device { get; }

    /// <summary>The same operands as reference evaluation sees them.</summary>
    public EvalContext Evaluation { get; }
}
