using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Products of an image with one number for each channel.</summary>
internal static class ChannelScale
{
    /// <summary>The operand of a product that has one number for each channel, given that the other has the shape of the product;
    /// null if neither is so.</summary>
    public static int? Of(Node product)
    {
        if (product.Outputs[0]!.TensorType is not { DType: DType.F32, Shape: { Rank: >= 3 } shape }) return null;
        for (int i = 0; i < 2; i++)
        {
            if (!shape.Equals(product.Inputs[1 - i]!.TensorType.Shape)) continue;
            if (product.Inputs[i]!.TensorType.Shape is not { } s || s.Rank != shape.Rank) continue;
            if (s[1] == shape[1] && (s[0] == 1 || s[0] == shape[0]) && s.Skip(2).All(d => d == 1)) return i;
        }
        return null;
    }
}
