namespace XinRT.Backends.Cpu.Kernels.Rows;

/// <summary>An operand of a kernel that works row by row.</summary>
/// <param name="Argument">Byte offset of its pointer in the kernel's arguments.</param>
/// <param name="Layout">Where its elements lie; it broadcasts to the sizes of the row space.</param>
internal readonly record struct RowOperand(int Argument, TensorLayout Layout)
{
    /// <summary>Bytes from that pointer to the operand's first element.</summary>
    public long Offset { get; init; }

    /// <summary>An operand with one element per channel.</summary>
    /// <param name="argument">Byte offset of its pointer in the kernel's arguments.</param>
    /// <param name="dims">Sizes of the tensor that has the channels.</param>
    /// <param name="axis">Its axis of channels.</param>
    /// <param name="batchPitch">Elements from item to item of axis 0; 0 if all items share the channels'
    /// elements.</param>
    public static RowOperand PerChannel(int argument, ReadOnlySpan<long> dims, int axis, long batchPitch = 0)
    {
        long[] sizes = new long[dims.Length], strides = new long[dims.Length];
        Array.Fill(sizes, 1);
        (sizes[axis], strides[axis]) = (dims[axis], 1);
        if (batchPitch != 0) (sizes[0], strides[0]) = (dims[0], batchPitch);
        return new(argument, new(sizes, strides));
    }
}
