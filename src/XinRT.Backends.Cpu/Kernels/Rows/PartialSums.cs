using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Rows;

/// <summary>Emits loops that add to accumulators without adding up rounding errors.</summary>
/// <remarks>A sum of n alike numbers in float32 is off by up to n/2 units: 6e-4 for a million times 0.1 in 64 lanes.
/// So long sums are made of partial sums of at most <see cref="MostTerms"/> terms, which are added to totals; the
/// rounding errors of the totals are found exactly (TwoSum: Knuth, The Art of Computer Programming 2, §4.2.2) and added
/// at the end.</remarks>
internal sealed class PartialSums
{
    /// <summary>Terms of a partial sum.</summary>
    public const int MostTerms = 64;

    private const int Temporaries = 2;

    private readonly VectorAssembler _asm;
    private readonly Vec[] _accumulators;
    private readonly Vec[] _totals = [], _errors = [];

    /// <summary>Begins a sum, before all loops that add to it.</summary>
    /// <param name="asm">Where to emit.</param>
    /// <param name="accumulators">What steps add to; zero at the start.</param>
    /// <param name="terms">Terms of the whole sum in each accumulator; few are not divided.</param>
    public PartialSums(VectorAssembler asm, Vec[] accumulators, long terms)
    {
        (_asm, _accumulators) = (asm, accumulators);
        if (terms <= MostTerms) return;
        _totals = asm.NewVecs(accumulators.Length);
        _errors = asm.NewVecs(accumulators.Length);
        foreach (var sum in _totals.Concat(_errors)) asm.Zero(sum);
    }

    /// <summary>How many accumulators there may be, so that a divided sum finds the registers it needs.</summary>
    /// <param name="free">Registers for accumulators and sums.</param>
    /// <param name="wanted">The number without a limit, 1 or more.</param>
    public static int Accumulators(int free, int wanted) => Math.Clamp((free - Temporaries) / 3, 1, wanted);

    /// <summary>Runs a step several times.</summary>
    /// <param name="count">How many times.</param>
    /// <param name="terms">Terms that a step leaves in an accumulator.</param>
    /// <param name="step">The step.</param>
    public void Repeat(long count, long terms, Action step)
    {
        if (_totals.Length == 0 || count * terms <= MostTerms)
        {
            _asm.Repeat(count, step);
            return;
        }
        long part = Math.Max(1, MostTerms / terms);
        _asm.Repeat(count / part, () => Part(part));
        if (count % part > 0) Part(count % part);

        void Part(long steps)
        {
            _asm.Repeat(steps, step);
            for (int i = 0; i < _totals.Length; i++) Flush(i);
        }
    }

    /// <summary>Ends the sum: adds the totals to the accumulators.</summary>
    public void End()
    {
        if (_totals.Length == 0) return;
        var isNumber = _asm.NewMask();
        for (int i = 0; i < _totals.Length; i++)
        {
            // What was not flushed is zero or a rest; the error of an infinite total is NaN.
            Flush(i);
            _asm.Compare(isNumber, _errors[i], Condition.Equal, _errors[i]);
            _asm.Select(_accumulators[i], isNumber, _errors[i], _accumulators[i]);
            _asm.Add(_accumulators[i], _accumulators[i], _totals[i]);
        }
        _asm.Free(isNumber);
        _asm.Free(_totals);
        _asm.Free(_errors);
    }

    private void Flush(int i)
    {
        Vec x = _accumulators[i], total = _totals[i], sum = _asm.NewVec(), added = _asm.NewVec();
        _asm.Add(sum, total, x);
        _asm.Sub(added, sum, total);
        _asm.Sub(x, x, added);
        _asm.Sub(added, sum, added);
        _asm.Sub(added, total, added);
        _asm.Add(x, x, added);
        _asm.Add(_errors[i], _errors[i], x);
        _asm.Move(total, sum);
        _asm.Zero(x);
        _asm.Free(sum, added);
    }
}
