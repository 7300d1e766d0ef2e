using XinRT.Backends;
using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.TestKit.Faults;

/// <summary>Softmax over more than 20 elements never ends.</summary>
public sealed class KernelHangs : KernelFault
{
    /// <inheritdoc/>
    public override string Summary => "softmax kernels of more than 20 elements never end";

    /// <inheritdoc/>
    protected override bool IsIn(KernelRequest request, int lanes) =>
        AnchoredForm.Of(request.Problem.Node) is { Anchor: SoftmaxOp }
        && request.Problem.Outputs[0]!.Layout.Count > 20;

    /// <inheritdoc/>
    protected override void Before(KernelRequest request, KernelMemory memory)
    {
        while (true) Thread.SpinWait(1000);
    }
}
