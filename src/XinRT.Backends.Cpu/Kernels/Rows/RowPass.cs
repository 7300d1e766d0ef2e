using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Rows;

/// <summary>Emits loops over the vectors of a row of constant length.</summary>
/// <remarks>Short rows are unrolled as a whole, so that their vectors can stay in registers by number. Longer ones run
/// in a loop of several vectors, then the rest; the last vector is masked if the length is no multiple of a vector. The
/// mask is made once, before the loops over rows.</remarks>
internal sealed class RowPass
{
    private readonly VectorAssembler _asm;
    private readonly int _turns;
    private readonly Mask? _tail;

    /// <summary>Prepares passes over rows.</summary>
    /// <param name="asm">Where to emit.</param>
    /// <param name="length">Elements of a row.</param>
    /// <param name="turns">Vectors in a pass of the loop; accumulators that a body may use in turn.</param>
    /// <param name="unrolled">Longest row, in vectors, that is unrolled as a whole.</param>
    public RowPass(VectorAssembler asm, long length, int turns, int unrolled)
    {
        _asm = asm;
        _turns = turns;
        Vectors = (length + asm.Lanes - 1) / asm.Lanes;
        Unrolled = Vectors <= unrolled;
        if (length % asm.Lanes != 0) _tail = asm.FirstLanes((int)(length % asm.Lanes));
    }

    /// <summary>Vectors of a row, a partial one included.</summary>
    public long Vectors { get; }

    /// <summary>Whether bodies see every vector with its number.</summary>
    public bool Unrolled { get; }

    /// <summary>Whether the last vector is partial.</summary>
    public bool Masked => _tail is not null;

    /// <summary>Accumulators that get a vector at all.</summary>
    public int Turns => (int)Math.Min(_turns, Vectors);

    /// <summary>Most terms that a run adds to an accumulator.</summary>
    public long Terms => (Vectors + _turns - 1) / _turns;

    /// <summary>Terms that a run leaves in an accumulator: all, or those after the last part of a divided sum.</summary>
    public long TermsLeft => Divides ? 1 : Terms;

    private long FullPasses => (_tail is null ? Vectors : Vectors - 1) / _turns;

    private bool Divides => !Unrolled && FullPasses > PartialSums.MostTerms;

    /// <summary>Runs a body over all vectors of a row.</summary>
    /// <param name="body">The body.</param>
    /// <param name="sums">If given, the accumulators that the body adds a vector to; a long sum is divided.</param>
    public void Run(Action<RowVector> body, PartialSums? sums = null)
    {
        if (Unrolled)
        {
            for (int i = 0; i < Vectors; i++)
                body(new(null, (long)i * _asm.VectorBytes, i % _turns, i, i == Vectors - 1 ? _tail : null));
            return;
        }
        long passes = FullPasses;
        int rest = (int)((_tail is null ? Vectors : Vectors - 1) % _turns), bytes = _asm.VectorBytes;
        var index = _asm.NewGpr();
        _asm.Set(index, 0);
        if (sums is not null && Divides) sums.Repeat(passes, 1, Pass);
        else if (passes > 0)
        {
            var head = _asm.NewLabel();
            _asm.BindLoop(head);
            Pass();
            _asm.JumpIf(index, Condition.Less, checked((int)(passes * _turns * bytes)), head);
        }
        for (int u = 0; u < rest; u++) body(new(index, (long)u * bytes, u, -1, null));
        if (_tail is not null) body(new(index, (long)rest * bytes, rest, -1, _tail));
        _asm.Free(index);

        void Pass()
        {
            for (int u = 0; u < _turns; u++) body(new(index, (long)u * bytes, u, -1, null));
            _asm.Add(index, (long)_turns * bytes);
        }
    }

    /// <summary>Joins the accumulators that were used in turn into the first.</summary>
    public void Fold(ReadOnlySpan<Vec> accumulators, Action<Vec, Vec, Vec> join)
    {
        for (int half = 1; half < Turns; half *= 2)
            for (int i = 0; i + half < Turns; i += 2 * half)
                join(accumulators[i], accumulators[i], accumulators[i + half]);
    }

    /// <summary>Gives the mask back.</summary>
    public void Release()
    {
        if (_tail is { } tail) _asm.Free(tail);
    }
}
