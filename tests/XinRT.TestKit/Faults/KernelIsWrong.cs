using XinRT.Backends;
using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.TestKit.Faults;

/// <summary>The last element of a softmax of more than 20 elements is not written.</summary>
public sealed class KernelIsWrong : KernelFault
{
    /// <inheritdoc/>
    public override string Summary => "softmax kernels of more than 20 elements leave the last one out";

    /// <inheritdoc/>
    protected override bool IsIn(KernelRequest request, int lanes) =>
        AnchoredForm.Of(request.Problem.Node) is { Anchor: SoftmaxOp }
        && request.Problem.Outputs[0] is { DType: DType.F32, Layout.Count: > 20 };

    /// <inheritdoc/>
    protected override void After(KernelRequest request, KernelMemory memory, int lanes)
    {
        var layout = request.Problem.Outputs[0]!.Layout;
        NativeBytes.At(memory.Outputs[0], checked((int)(layout.Span * sizeof(float)))).Span[^4..].Fill(0xFF);
    }
}
