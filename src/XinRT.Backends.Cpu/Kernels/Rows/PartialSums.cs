using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Rows;

/// <summary>Emits loops that add to accumulators without adding up rounding errors.</summary>
/// <remarks>A sum of n alike numbers in float32 is off by up to n/2 units: 6e-4 for a million times 0.1 in 64 lanes.
/// So long sums are made of partial sums of at most <see cref="MostTerms"/> terms, which are added to totals; the
/// rounding errors of the totals are found exactly (TwoSum: Knuth, The Art of Computer Programming 2, §4.2.2) and added
/// at the end.</remarks>
/// <param name="asm">Where to emit.</param>
/// <param name="accumulators">What steps add to; zero at the start.</param>
internal sealed class PartialSums(VectorAssembler asm, Vec[] accumulators)
{
    /// <summary>Terms of a partial sum.</summary>
    public const int MostTerms = 64;

    private const int Temporaries = 2;

    private Vec[]? _totals, _errors;

    /// <summary>How many accumulators there may be, so that a divided sum finds the registers it needs.</summary>
    /// <param name="free">Registers for accumulators and sums.</param>
    /// <param name="wanted">The number without a limit, 1 or more.</param>
    public static int Accumulators(int free, int wanted) => Math.Clamp((free - Temporaries) / 3, 1, wanted);

    /// <summary>Runs a step several times.</summary>
    /// <param name="count">How many times.</param>
    /// <param name="terms">Terms that a step adds to an accumulator.</param>
    /// <param name="step">The step.</param>
    public void Repeat(long count, long terms, Action step)
    {
        if (count * terms <= MostTerms)
        {
            asm.Repeat(count, step);
            return;
        }
        Begin();
        long part = Math.Max(1, MostTerms / terms);
        asm.Repeat(count / part, () => Part(part));
        if (count % part > 0) Part(count % part);

        void Part(long steps)
        {
            asm.Repeat(steps, step);
            Flush();
        }
    }

    /// <summary>Adds the totals to the accumulators.</summary>
    public void End()
    {
        if (_totals is null || _errors is null) return;
        var isNumber = asm.NewMask();
        for (int i = 0; i < accumulators.Length; i++)
        {
            // What was not flushed is zero or a rest; the error of an infinite total is NaN.
            Flush(i);
            asm.Compare(isNumber, _errors[i], Condition.Equal, _errors[i]);
            asm.Select(accumulators[i], isNumber, _errors[i], accumulators[i]);
            asm.Add(accumulators[i], accumulators[i], _totals[i]);
        }
        asm.Free(isNumber);
        asm.Free(_totals);
        asm.Free(_errors);
        _totals = _errors = null;
    }

    private void Begin()
    {
        if (_totals is not null) return;
        _totals = asm.NewVecs(accumulators.Length);
        _errors = asm.NewVecs(accumulators.Length);
        foreach (var sum in _totals.Concat(_errors)) asm.Zero(sum);
    }

    private void Flush()
    {
        for (int i = 0; i < accumulators.Length; i++) Flush(i);
    }

    private void Flush(int i)
    {
        Vec x = accumulators[i], total = _totals![i], sum = asm.NewVec(), added = asm.NewVec();
        asm.Add(sum, total, x);
        asm.Sub(added, sum, total);
        asm.Sub(x, x, added);
        asm.Sub(added, sum, added);
        asm.Sub(added, total, added);
        asm.Add(x, x, added);
        asm.Add(_errors![i], _errors[i], x);
        asm.Move(total, sum);
        asm.Zero(x);
        asm.Free(sum, added);
    }
}
