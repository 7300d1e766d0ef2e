namespace XinRT;

/// <summary>Packs 2- and 4-bit elements as ONNX files do, lowest bits first, and unpacks them to a byte each.</summary>
public static class PackedBits
{
    /// <summary>One byte per element; signed types are sign-extended.</summary>
    public static byte[] Unpack(DType dtype, ReadOnlySpan<byte> packed, int count)
    {
        int bits = dtype.BitWidth(), perByte = 8 / bits, mask = (1 << bits) - 1;
        var result = new byte[count];
        for (int i = 0; i < count; i++)
        {
            int code = (packed[i / perByte] >> (i % perByte * bits)) & mask;
            if (dtype.IsSignedInteger() && code > mask / 2) code -= mask + 1;
            result[i] = (byte)code;
        }
        return result;
    }

    /// <summary>The inverse of <see cref="Unpack"/>; unused bits are 0.</summary>
    public static byte[] Pack(DType dtype, ReadOnlySpan<byte> items)
    {
        int bits = dtype.BitWidth(), perByte = 8 / bits, mask = (1 << bits) - 1;
        var packed = new byte[(items.Length + perByte - 1) / perByte];
        for (int i = 0; i < items.Length; i++)
            packed[i / perByte] |= (byte)((items[i] & mask) << (i % perByte * bits));
        return packed;
    }
}
