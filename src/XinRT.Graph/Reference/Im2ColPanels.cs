using System.Runtime.CompilerServices;

namespace XinRT.Reference;

/// <summary>The input of a convolution as the right operand of a product, without storing it: column = output position,
/// row = (channel, tap), element = the input under that tap, or zero in the padding.</summary>
/// <param name="data">Input channels of one image and group.</param>
/// <param name="problem">The convolution.</param>
public readonly ref struct Im2ColPanels<T>(ReadOnlySpan<T> data, ConvProblem problem) : IPanelSource<T> where T : unmanaged
{
    private readonly ReadOnlySpan<T> _data = data;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(int first, int count, int start, int depth, int width, Span<T> panel)
    {
        if (count < width) panel[..(width * depth)].Clear();
        int last = problem.Input.Length - 1, taps = problem.Taps, plane = problem.InputPlane, size = problem.Input[last];
        var window = problem.Windows[last];
        int kernel = (int)window.Kernel;
        // Neighboring output positions of one output row form a run; its input row depends on the outer taps only.
        Span<Run> runs = stackalloc Run[width];
        Span<int> corners = stackalloc int[width * last];
        Span<int> rows = stackalloc int[width];
        runs = runs[..FindRuns(first, count, runs, corners)];

        int channel = start / taps, tap = start % taps, known = -1;
        for (int k = 0; k < depth; k++)
        {
            if (tap / kernel != known) FindRows(known = tap / kernel, runs.Length, corners, rows);
            var line = _data.Slice(channel * plane, plane);
            long shift = tap % kernel * window.Dilation;
            var slots = panel.Slice(k * width, width);
            for (int r = 0; r < runs.Length; r++)
            {
                var target = slots.Slice(runs[r].Slot, runs[r].Length);
                if (rows[r] < 0) target.Clear();
                else Gather(line.Slice(rows[r], size), runs[r].From + shift, window.Stride, target);
            }
            if (++tap == taps) (tap, channel) = (0, channel + 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather(ReadOnlySpan<T> row, long from, long stride, Span<T> target)
    {
        if (stride == 1)
        {
            if (from >= 0 && from + target.Length <= row.Length)
            {
                row.Slice((int)from, target.Length).CopyTo(target);
                return;
            }
            int before = (int)Math.Clamp(-from, 0, target.Length), after = (int)Math.Clamp(row.Length - from, before, target.Length);
            target[..before].Clear();
            if (after > before) row.Slice((int)from + before, after - before).CopyTo(target[before..]);
            target[after..].Clear();
            return;
        }
        for (int i = 0; i < target.Length; i++, from += stride)
            target[i] = (ulong)from < (ulong)row.Length ? row[(int)from] : default;
    }

    // Splits the columns into runs; corners get the input position of tap 0 along every outer axis.
    private int FindRuns(int first, int count, Span<Run> runs, Span<int> corners)
    {
        int last = problem.Input.Length - 1, found = 0;
        var window = problem.Windows[last];
        for (int slot = 0; slot < count; found++)
        {
            int position = first + slot, at = position % problem.Output[last];
            int length = Math.Min(count - slot, problem.Output[last] - at);
            runs[found] = new(slot, length, at * window.Stride - window.PadBegin);
            int outer = position / problem.Output[last];
            for (int axis = last - 1; axis >= 0; axis--)
            {
                var w = problem.Windows[axis];
                corners[found * last + axis] = (int)(outer % problem.Output[axis] * w.Stride - w.PadBegin);
                outer /= problem.Output[axis];
            }
            slot += length;
        }
        return found;
    }

    // Offset of each run's input row under one combination of outer taps, or -1 in the padding.
    private void FindRows(int outerTap, int runs, ReadOnlySpan<int> corners, Span<int> rows)
    {
        int last = problem.Input.Length - 1;
        for (int r = 0; r < runs; r++)
        {
            int rest = outerTap, step = problem.Input[last], offset = 0;
            for (int axis = last - 1; axis >= 0 && offset >= 0; axis--)
            {
                var w = problem.Windows[axis];
                long at = corners[r * last + axis] + rest % (int)w.Kernel * w.Dilation;
                rest /= (int)w.Kernel;
                offset = (ulong)at < (ulong)problem.Input[axis] ? offset + (int)at * step : -1;
                step *= problem.Input[axis];
            }
            rows[r] = offset;
        }
    }

    private readonly record struct Run(int Slot, int Length, long From);
}
