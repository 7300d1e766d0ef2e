using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Walk over operands that are broadcast to joint sizes, row by row. Axes that lie contiguous in every operand are
/// merged, so rows are as long as they can be; within a row an operand is either dense or one stretched element.</summary>
public sealed class BroadcastPlan
{
    private readonly long[] _outer;
    private readonly long[][] _strides;
    private readonly bool[] _stretched;

    private BroadcastPlan(long[] outer, long[][] strides, bool[] stretched, int rows, int columns)
    {
        _outer = outer;
        _strides = strides;
        _stretched = stretched;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>Work on rows <paramref name="row"/> to <paramref name="rowEnd"/> (not included), each from a column on.</summary>
    public delegate void Block(int row, int rowEnd, int column, int count);

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Elements of one row.</summary>
    public int Columns { get; }

    /// <summary>Plans a walk over dense operands of the given sizes, all broadcast to <paramref name="to"/>.</summary>
    public static BroadcastPlan Make(ReadOnlySpan<long> to, params ReadOnlySpan<long[]> operands)
    {
        var dims = new List<long>();
        var strides = new List<long>[operands.Length];
        var source = new long[operands.Length][];
        for (int k = 0; k < operands.Length; k++)
        {
            strides[k] = [];
            source[k] = Strides.Broadcast(operands[k], to);
        }
        for (int axis = 0; axis < to.Length; axis++)
        {
            if (to[axis] == 1) continue;
            bool merge = dims.Count > 0;
            for (int k = 0; k < source.Length && merge; k++) merge = strides[k][^1] == source[k][axis] * to[axis];
            if (!merge) dims.Add(1);
            dims[^1] *= to[axis];
            for (int k = 0; k < source.Length; k++)
            {
                if (!merge) strides[k].Add(0);
                strides[k][^1] = source[k][axis];
            }
        }
        if (dims.Count == 0) return new([], [.. source.Select(_ => Array.Empty<long>())], new bool[source.Length], 1, 1);
        return new([.. dims[..^1]], [.. strides.Select(s => s[..^1].ToArray())], [.. strides.Select(s => s[^1] == 0)],
            (int)Strides.Count([.. dims[..^1]]), (int)dims[^1]);
    }

    /// <summary>Whether the operand has one element for a whole row.</summary>
    public bool IsStretched(int operand) => _stretched[operand];

    /// <summary>Offset of an operand's first element of a row.</summary>
    public int Offset(int operand, int row)
    {
        long offset = 0;
        long[] strides = _strides[operand];
        for (int axis = _outer.Length - 1; axis >= 0; axis--)
        {
            (row, int index) = Math.DivRem(row, (int)_outer[axis]);
            offset += index * strides[axis];
        }
        return (int)offset;
    }

    /// <summary>Splits all rows over threads.</summary>
    public void For(Workers threads, Block block)
    {
        const int Grain = 1 << 15;
        if (Rows == 0 || Columns == 0) return;
        if (Rows == 1) ParallelRange.For(threads, Columns, Grain, (from, to) => block(0, 1, from, to - from));
        else ParallelRange.For(threads, Rows, Math.Max(1, Grain / Columns), (from, to) => block(from, to, 0, Columns));
    }
}
