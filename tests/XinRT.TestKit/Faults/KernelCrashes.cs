using XinRT.Backends;
using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.TestKit.Faults;

/// <summary>Softmax over more than 20 elements ends the process.</summary>
public sealed class KernelCrashes : KernelFault
{
    /// <inheritdoc/>
    public override string Summary => "softmax kernels of more than 20 elements end the process";

    /// <inheritdoc/>
    protected override bool IsIn(KernelRequest request, int lanes) =>
        AnchoredForm.Of(request.Problem.Node) is { Anchor: SoftmaxOp }
        && request.Problem.Outputs[0]!.Layout.Count > 20;

    /// <inheritdoc/>
    protected override void Before(KernelRequest request, KernelMemory memory) => Environment.FailFast(Summary);
}
