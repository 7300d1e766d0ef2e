using XinRT.Ir;

namespace XinRT.Backends;

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
