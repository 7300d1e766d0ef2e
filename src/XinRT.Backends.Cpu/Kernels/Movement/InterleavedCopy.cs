using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Copies between a few rows and their elements in turn, as between planes of colors and pixels, or every second to
/// fourth element of a row.</summary>
/// <remarks>As many vectors as elements take turns are loaded at once; each vector of the result is chosen from all of them by a
/// chain of two-source permutations with constant indices.</remarks>
internal sealed class InterleavedCopy : CopyLoop
{
    private const long MaxPeriod = 4;

    private readonly bool _joins;

    // The long axis, and the short one along which elements take turns.
    private readonly LoopAxis _along, _turn;
    private readonly int _period;

    /// <summary>A copy of rows that <see cref="Fits"/> accepted.</summary>
    public InterleavedCopy(CopyPiece piece, List<LoopAxis> axes, int across, int lanes, long taskBytes) : base(piece)
    {
        var inner = axes[^1];
        var turn = across < 0 ? LoopAxis.Of(1, piece.Unit, 0) : axes[across];
        _joins = across >= 0 && Joins(piece.Unit, turn, inner, lanes);
        (_along, _turn) = _joins ? (turn, inner) : (inner, turn);
        _period = (int)(_joins ? inner.Count : inner.Steps[0] / piece.Unit);
        var cut = LoopNest.Cut(ref _along, Math.Max(lanes, taskBytes / piece.Unit / _turn.Count), lanes);
        Nest = new([.. axes.Where((_, k) => k != across && k != axes.Count - 1)], cut is { } c ? [c] : [],
            _along.Count * _turn.Count * piece.Unit, taskBytes);
    }

    protected override LoopNest Nest { get; }

    protected override double Slowness => 1.5;

    /// <summary>Whether the axes have this form: the inner one is dense in the target, the other (if any) in the source.</summary>
    public static bool Fits(int unit, LoopAxis? across, LoopAxis inner, int lanes)
    {
        if (across is { } a && Joins(unit, a, inner, lanes)) return true;
        long period = inner.Steps[0] / unit;
        return period is >= 2 and <= MaxPeriod && inner.Steps[0] % unit == 0 && inner.Count >= lanes && (across?.Count ?? 1) <= period;
    }

    protected override void Body(VectorAssembler asm, Mem from, Mem to)
    {
        int lanes = asm.Lanes, results = _joins ? _period : (int)_turn.Count;
        long vector = (long)lanes * Piece.Unit;
        // Where only some of the elements in turn are wanted, the source may end with the last of them.
        int reach = _joins ? lanes : lanes - _period + results;
        Mask? end = reach < lanes ? asm.FirstLanes(reach) : null;
        var sources = asm.NewVecs(_period);
        Vec[] parts = asm.NewVecs(2);
        var order = asm.NewVec();
        LoopNest.Strips(asm, _along, from, to, (f, t) =>
        {
            for (int i = 0; i < _period; i++)
            {
                var place = f + (_joins ? i * _turn.Steps[0] : i * vector);
                if (i == _period - 1 && end is { } mask) asm.Load(sources[i], place, mask, Format);
                else asm.Load(sources[i], place, Format);
            }
            for (int r = 0; r < results; r++)
            {
                var part = sources[0];
                for (int s = 1; s < _period; s++)
                {
                    asm.Load(order, asm.Table(Order(lanes, r, s)));
                    var next = parts[s % 2];
                    asm.Permute2(next, part, sources[s], order);
                    part = next;
                }
                asm.Store(t + (_joins ? r * vector : r * _turn.Steps[1]), part, Format);
            }
        });
        asm.Free(sources);
        asm.Free(parts);
        asm.Free(order);
        if (end is { } m) asm.Free(m);
    }

    private static bool Joins(int unit, LoopAxis across, LoopAxis inner, int lanes) =>
        inner.Count is >= 2 and <= MaxPeriod && across.Count >= lanes && across.Steps[1] == inner.Count * unit;

    // Indices that take from source s what result r has of it, and keep the rest of what was chosen so far.
    private int[] Order(int lanes, int r, int s)
    {
        var order = new int[lanes];
        for (int lane = 0; lane < lanes; lane++)
        {
            int element = _joins ? r * lanes + lane : lane * _period + r;
            var (source, place) = _joins ? (element % _period, element / _period) : (element / lanes, element % lanes);
            order[lane] = source == s ? lanes + place : s == 1 ? place : lane;
        }
        return order;
    }
}
