using System.Buffers.Binary;
using XinRT.Backends;
using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.TestKit.Faults;

/// <summary>Attention whose mask is finite but so low that log₂ e times it is minus infinity: a row with nothing else
/// counts as closed,
/// and its result as 0 instead of the mean.</summary>
public sealed class LowestMask : KernelFault
{
    // Below it, float32 has no number for the product with log₂ e.
    private const float Lowest = -2.36e38f;
    private const int Mask = 3;

    /// <inheritdoc/>
    public override string Summary => "rows of attention with the lowest numbers as mask give 0";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Searches => ["kernels", "graphs"];

    /// <inheritdoc/>
    protected override bool IsIn(KernelRequest request, int lanes) => request.Spec.Name == "attention"
        && AnchoredForm.Of(request.Problem.Node) is { Anchor: AttentionOp } node && node.AnchorInputs.Count > Mask
            && node.AnchorInputs[Mask] is >= 0 and var mask
        && request.Problem.Inputs[mask] is { DType: DType.F32, Layout.Rank: <= 4 }
            && request.Problem.Outputs[0]!.Layout.Rank == 4;

    /// <inheritdoc/>
    protected override void After(KernelRequest request, KernelMemory memory, int lanes)
    {
        int slot = AnchoredForm.Of(request.Problem.Node)!.AnchorInputs[Mask];
        TensorLayout mask = request.Problem.Inputs[slot]!.Layout, y = request.Problem.Outputs[0]!.Layout;
        for (long n = 0; n < y.Dims[0]; n++)
            for (long h = 0; h < y.Dims[1]; h++)
                for (long row = 0; row < y.Dims[2]; row++)
                {
                    if (!IsClosed(memory.Inputs[slot], mask, [n, h, row])) continue;
                    for (long d = 0; d < y.Dims[3]; d++) At(memory.Outputs[0], n * y.Strides[0] + h * y.Strides[1]
                        + row * y.Strides[2] + d * y.Strides[3]).Clear();
                }
    }

    private static bool IsClosed(nint start, TensorLayout mask, ReadOnlySpan<long> place)
    {
        long at = 0;
        for (int axis = 0; axis < mask.Rank - 1; axis++)
            if (mask.Dims[axis] > 1) at += place[axis + 4 - mask.Rank] * mask.Strides[axis];
        for (long key = 0; key < mask.Dims[^1]; key++)
            if (BinaryPrimitives.ReadSingleLittleEndian(At(start, at
                + key * mask.Strides[^1])) is not (< Lowest and > float.NegativeInfinity)) return false;
        return true;
    }

    private static Span<byte> At(nint start, long element) =>
        NativeBytes.At(start + (nint)(element * sizeof(float)), sizeof(float)).Span;
}
