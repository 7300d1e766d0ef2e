using XinRT.Backends;
using XinRT.Ops;

namespace XinRT.TestKit.Faults;

/// <summary>Softmax over more than 20 elements writes to memory that is not there.</summary>
public sealed class KernelCrashes : KernelFault
{
    /// <inheritdoc/>
    public override string Summary => "softmax kernels of more than 20 elements write to address 8";

    /// <inheritdoc/>
    protected override bool IsIn(KernelRequest request, int lanes) => request.Problem.Node.Op is SoftmaxOp && request.Problem.Outputs[0]!.Layout.Count > 20;

    /// <inheritdoc/>
    protected override void Before(KernelRequest request, KernelMemory memory) => System.Runtime.InteropServices.Marshal.WriteInt32(8, 1);
}
