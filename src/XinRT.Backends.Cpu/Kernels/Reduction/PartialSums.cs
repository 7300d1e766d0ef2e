using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Reduction;

/// <summary>Emits the loops over reduced axes around a step that adds to accumulators.</summary>
/// <remarks>A sum of n alike numbers in float32 is off by up to n/2 units: 6e-4 for a million times 0.1 in 64 lanes.
/// So long sums are made of partial sums of at most <see cref="MostTerms"/> terms, which are added to totals; the
/// rounding errors of the totals are found exactly (TwoSum: Knuth, The Art of Computer Programming 2, §4.2.2) and added
/// at the end. Largest and smallest elements and products need none.</remarks>
/// <param name="asm">Where to emit.</param>
/// <param name="reduce">The reduction.</param>
/// <param name="accumulators">What the step adds to; neutral at the start.</param>
internal sealed class PartialSums(VectorAssembler asm, ReduceEmitter reduce, Vec[] accumulators)
{
    /// <summary>Terms of a partial sum.</summary>
    public const int MostTerms = 64;

    private Vec[]? _totals, _errors;

    /// <summary>Runs a step for all indices of some loops.</summary>
    /// <param name="at">Address of the first element; the same after the loops.</param>
    /// <param name="loops">Sizes and strides in elements, outermost first.</param>
    /// <param name="terms">Terms that a step adds to an accumulator.</param>
    /// <param name="step">The step.</param>
    public void Run(Gpr at, IReadOnlyList<(long Size, long Stride)> loops, long terms, Action step)
    {
        // Loops from this one on make a partial sum; the one before is divided.
        int whole = loops.Count;
        long inner = terms;
        while (whole > 0 && (!reduce.Adds || inner * loops[whole - 1].Size <= MostTerms)) inner *= loops[--whole].Size;
        if (whole > 0) Begin();
        Level(0);

        void Level(int k)
        {
            if (k == loops.Count)
            {
                step();
                return;
            }
            var (size, stride) = loops[k];
            if (k != whole - 1) Steps(size);
            else
            {
                long part = Math.Max(1, MostTerms / inner);
                asm.Repeat(size / part, () => Part(part));
                if (size % part > 0) Part(size % part);
            }
            asm.Add(at, -size * stride * 4);

            void Steps(long count) => asm.Repeat(count, () =>
            {
                Level(k + 1);
                asm.Add(at, stride * 4);
            });

            void Part(long count)
            {
                Steps(count);
                Flush();
            }
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
