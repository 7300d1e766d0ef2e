using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace XinRT.Reference;

/// <summary>A strided matrix as an operand: neighbors within a panel lie <paramref name="across"/> elements apart, steps of the
/// summed axis <paramref name="along"/>.</summary>
public readonly ref struct StridedPanels<T>(ReadOnlySpan<T> data, int across, int along) : IPanelSource<T> where T : unmanaged
{
    private readonly ReadOnlySpan<T> _data = data;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(int first, int count, int start, int depth, int width, Span<T> panel)
    {
        if (count <= 0 || depth <= 0) return;
        int origin = first * across + start * along;
        // One check for the whole panel: strides are not negative, so the last element is the farthest.
        _ = _data[origin + (count - 1) * across + (depth - 1) * along];
        _ = panel[width * depth - 1];
        if (count < width) panel[..(width * depth)].Clear();
        ref T src = ref Unsafe.Add(ref MemoryMarshal.GetReference(_data), origin);
        ref T dst = ref MemoryMarshal.GetReference(panel);
        if (across == 1)
        {
            for (int k = 0; k < depth; k++)
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref src, k * along), count)
                    .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref dst, k * width), count));
            return;
        }
        for (int i = 0; i < count; i++)
        {
            ref T line = ref Unsafe.Add(ref src, i * across);
            ref T slot = ref Unsafe.Add(ref dst, i);
            for (int k = 0; k < depth; k++) Unsafe.Add(ref slot, k * width) = Unsafe.Add(ref line, k * along);
        }
    }
}
