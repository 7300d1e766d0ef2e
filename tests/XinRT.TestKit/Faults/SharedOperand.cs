using XinRT.Backends;
using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.TestKit.Faults;

/// <summary>A product of matrices whose operands are one tensor reads both in the order that suits the right one.</summary>
public sealed class SharedOperand : KernelFault
{
    /// <inheritdoc/>
    public override string Summary => "products of a tensor with itself read it in the order of one operand only";

    /// <inheritdoc/>
    protected override bool IsIn(KernelRequest request, int lanes) =>
        AnchoredForm.Of(request.Problem.Node) is { Anchor: MatMulOp or GemmOp } node
        && node.AnchorInputs[0] == node.AnchorInputs[1] && request.Problem.Outputs[0]!.Layout.Count > 1;

    /// <inheritdoc/>
    protected override void After(KernelRequest request, KernelMemory memory, int lanes)
    {
        var layout = request.Problem.Outputs[0]!.Layout;
        NativeBytes.At(memory.Outputs[0], checked((int)(layout.Span * sizeof(float)))).Span.Fill(0x40);
    }
}
