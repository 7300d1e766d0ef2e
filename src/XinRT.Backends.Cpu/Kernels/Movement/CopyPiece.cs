using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>A strided copy: what all kernels that only move elements are made of.</summary>
/// <param name="Source">Where the source pointer is found in the kernel's arguments, or null for <paramref name="Fill"/>.</param>
/// <param name="Fill">32-bit words that the source consists of, if it is no operand.</param>
/// <param name="From">Bytes from the source's address to the first element.</param>
/// <param name="To">Bytes from the output's address to the first element.</param>
/// <param name="Unit">Bytes that always move together: 1 or 4.</param>
/// <param name="Axes">Loops over source and target in bytes, without loops of one round; target strides fall.</param>
internal sealed record CopyPiece(int? Source, ValueArray<int> Fill, long From, long To, int Unit, ValueArray<LoopAxis> Axes)
{
    /// <summary>Bytes written.</summary>
    public long Bytes => Axes.Aggregate((long)Unit, (a, b) => a * b.Count);

    /// <summary>The copy of a box of elements, or null if it is empty.</summary>
    /// <param name="source">Offset of the source pointer in the arguments.</param>
    /// <param name="from">First element in the source.</param>
    /// <param name="to">First element in the target.</param>
    /// <param name="elementBytes">1, 4 or 8.</param>
    /// <param name="axes">Count, stride in the source and stride in the target of each axis, in elements.</param>
    public static CopyPiece? Of(int source, long from, long to, int elementBytes, IEnumerable<(long Count, long From, long To)> axes) =>
        Of(source, default, from, to, elementBytes, axes);

    /// <summary>A box filled with one element.</summary>
    /// <param name="value">The element in 32-bit words; a byte is repeated four times.</param>
    /// <param name="to">First element in the target.</param>
    /// <param name="elementBytes">1, 4 or 8.</param>
    /// <param name="axes">Count and stride of each axis, in elements.</param>
    public static CopyPiece? Filled(ValueArray<int> value, long to, int elementBytes, IEnumerable<(long Count, long To)> axes) =>
        Of(null, value, 0, to, elementBytes, axes.Select(a => (a.Count, 0L, a.To)));

    /// <summary>Why elements of a type are not moved, or null.</summary>
    public static string? WhyNot(DType type) =>
        type.SizeInBytes() is 1 or 4 or 8 ? null : $"elements of {type.Name()} are not moved by generated code";

    private static CopyPiece? Of(int? source, ValueArray<int> fill, long from, long to, int elementBytes,
        IEnumerable<(long Count, long From, long To)> axes)
    {
        var loops = new List<LoopAxis>();
        foreach (var (count, read, written) in axes)
        {
            if (count == 0) return null;
            if (count > 1) loops.Add(LoopAxis.Of(count, read * elementBytes, written * elementBytes));
        }
        int unit = Math.Min(4, elementBytes);
        if (elementBytes > unit) loops.Add(LoopAxis.Of(elementBytes / unit, unit, unit));
        loops = LoopNest.Collapse(loops.OrderByDescending(a => a.Steps[1]));
        return new(source, fill, from * elementBytes, to * elementBytes, unit, loops.ToArray());
    }

    /// <summary>Puts the address of the first element of the source into a register.</summary>
    public void LoadSource(VectorAssembler asm, Gpr d)
    {
        if (Source is { } slot) asm.Load64(d, VectorAssembler.At(asm.Argument(0), slot));
        else asm.Address(d, asm.Table(Fill.Span));
        if (From != 0) asm.Add(d, From);
    }
}
