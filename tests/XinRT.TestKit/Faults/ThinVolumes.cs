using XinRT.Backends;
using XinRT.Fusion;

namespace XinRT.TestKit.Faults;

/// <summary>Means and maxima of volumes whose height is 1 and whose depth is not read only the first layer of the
/// depth.</summary>
public sealed class ThinVolumes : KernelFault
{
    /// <inheritdoc/>
    public override string Summary => "means and maxima of volumes of height 1 are those of other elements";

    /// <inheritdoc/>
    protected override bool IsIn(KernelRequest request, int lanes) => request.Spec.Name is "global-pool"
        && AnchoredForm.Of(request.Problem.Node) is { } node
            && request.Problem.Inputs[node.AnchorInputs[0]]!.Layout.Dims is { Count: 5 } dims && dims[3] == 1
            && dims[2] > 1;

    /// <inheritdoc/>
    protected override void After(KernelRequest request, KernelMemory memory, int lanes)
    {
        // What was read beyond the image is anything.
        NativeBytes.At(memory.Outputs[0],
            checked((int)(request.Problem.Outputs[0]!.Layout.Span * sizeof(float)))).Span.Fill(0x40);
    }
}
