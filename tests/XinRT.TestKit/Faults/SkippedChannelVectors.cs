using XinRT.Backends;
using XinRT.Fusion;

namespace XinRT.TestKit.Faults;

/// <summary>Row sweeps return early when several vectors of channels are swept together and the last one is not full:
/// depthwise
/// convolutions, maximum and average pools.</summary>
/// <remarks>With L lanes, V = ⌈C / L⌉ vectors and m = ⌊S / output width⌋ of them at a time, where S is how many outputs
/// the registers
/// hold, the last m are skipped if m ≥ 2 divides V, V &gt; m, and L does not divide C.</remarks>
public sealed class SkippedChannelVectors : KernelFault
{
    /// <inheritdoc/>
    public override string Summary => "the last vectors of channels of a row sweep are not written";

    /// <inheritdoc/>
    protected override bool IsIn(KernelRequest request, int lanes) =>
        request.Problem.Outputs[0] is { DType: DType.F32 } output
        && Held(request, lanes) is > 0 and var held && output.Layout.Rank > 2
            && Together(output.Layout, held) is >= 2 and var together
        && output.Layout.Dims[1] % lanes != 0 && Vectors(output.Layout, lanes) % together == 0
            && Vectors(output.Layout, lanes) > together;

    /// <inheritdoc/>
    protected override void After(KernelRequest request, KernelMemory memory, int lanes)
    {
        var layout = request.Problem.Outputs[0]!.Layout;
        long first = (Vectors(layout, lanes) - Together(layout, Held(request, lanes))) * lanes;
        Blank(memory.Outputs[0] + (nint)(first * layout.Strides[1] * sizeof(float)), layout
            with
        { Dims = new([layout.Dims[0], layout.Dims[1] - first, .. layout.Dims.Skip(2)]) }, 0);
    }

    // Outputs of one vector of channels that the registers hold.
    private static int Held(KernelRequest request, int lanes) => request.Spec.Name switch
    {
        "pool" => lanes == 16 ? 28 : 12,
        "group-conv" when AnchoredForm.Of(request.Problem.Node) is { } node
            && request.Problem.Inputs[node.AnchorInputs[1]]!.Layout.Dims[1] == 1 => lanes == 16 ? 26 : 10,
        _ => 0,
    };

    private static long Together(TensorLayout output, int held) => held / output.Dims[^1];

    private static long Vectors(TensorLayout output, int lanes) => (output.Dims[1] + lanes - 1) / lanes;

    private static void Blank(nint at, TensorLayout layout, int axis)
    {
        if (axis == layout.Rank) NativeBytes.At(at, sizeof(float)).Span.Fill(0xFF);
        else
        {
            for (long i = 0; i < layout.Dims[axis]; i++) Blank(at + (nint)(i * layout.Strides[axis] * sizeof(float)),
                layout, axis + 1);
        }
    }
}
