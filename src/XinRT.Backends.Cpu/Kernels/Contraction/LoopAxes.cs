namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Axes that all operands of a contraction are indexed by, outermost first, with the step of each operand along
/// each.</summary>
internal sealed class LoopAxes
{
    private readonly List<(long Count, long[] Steps)> _axes = [];
    private int _apart;

    /// <summary>The axes.</summary>
    public IReadOnlyList<(long Count, long[] Steps)> Axes => _axes;

    /// <summary>Adds an axis inside of the others. It is joined with the one before if that makes no difference to any
    /// operand; an axis of size 1 is left out.</summary>
    public void Add(long count, params long[] steps)
    {
        if (count == 1) return;
        if (_axes.Count > _apart)
        {
            var (outerCount, outer) = _axes[^1];
            if (Joins(outer, steps, count))
            {
                _axes[^1] = (outerCount * count, steps);
                return;
            }
        }
        _axes.Add((count, steps));
    }

    /// <summary>Whether an outer axis goes on where an inner one of so many positions ends, for all operands.</summary>
    public static bool Joins(IReadOnlyList<long> outer, IReadOnlyList<long> inner, long count)
    {
        for (int i = 0; i < inner.Count; i++)
            if (outer[i] != inner[i] * count) return false;
        return true;
    }

    /// <summary>Adds an axis that is neither joined with others nor taken off, whatever its size.</summary>
    /// <returns>Its index.</returns>
    public int AddApart(long count, params long[] steps)
    {
        _axes.Add((count, steps));
        _apart = _axes.Count;
        return _apart - 1;
    }

    /// <summary>Takes the innermost axis off if it is one along which the operand does not move; a single position if not.</summary>
    public (long Count, long[] Steps) TakeInnermost(int still, int operands)
    {
        if (_axes.Count == _apart || _axes[^1].Steps[still] != 0) return (1, new long[operands]);
        var axis = _axes[^1];
        _axes.RemoveAt(_axes.Count - 1);
        return axis;
    }

    /// <summary>Sizes of the axes.</summary>
    public ValueArray<long> Counts => Arrays.Map(_axes, a => a.Count);

    /// <summary>Steps of one operand.</summary>
    public ValueArray<long> Of(int operand) => Arrays.Map(_axes, a => a.Steps[operand]);
}
