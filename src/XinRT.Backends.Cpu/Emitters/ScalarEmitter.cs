using XinRT.Backends.Cpu.Asm;
using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits a <see cref="ScalarExpr"/> on vectors.</summary>
/// <remarks>Terms are computed depth first, of two arguments the one that needs more registers first. Results take the register of
/// an argument that is not needed any more. Constants are memory operands where the instruction allows it, else they are loaded
/// into a register for that one instruction. A product that only a sum reads becomes a multiply-add. Largest and smallest keep
/// NaN, with one instruction where it is known which argument can be NaN alone; of zeros of two signs either may win. Several
/// accumulators are computed side by side, as <see cref="VectorBatch"/> describes.</remarks>
internal sealed class ScalarEmitter(VectorAssembler asm, ScalarExpr expression)
{
    /// <summary>Largest batch: enough chains for two units whose results take four cycles.</summary>
    public const int Together = 4;

    private readonly ScalarSchedule _schedule = ScalarSchedule.Of(expression);

    /// <summary>Vector registers that an accumulator needs besides itself. A kernel asks before it chooses its
    /// tile.</summary>
    public static int Temporaries(ScalarExpr expression)
    {
        var schedule = ScalarSchedule.Of(expression);
        return schedule.Temporaries + schedule.Masks;
    }

    /// <summary>Replaces the accumulator by the expression's value.</summary>
    /// <param name="accumulator">Result of the anchor; not read if the expression has none.</param>
    /// <param name="load">Loads the elements of an input of the node that belong to the accumulator's lanes.</param>
    public void Apply(Vec accumulator, Action<Vec, int> load) => Apply([accumulator], 0, 1, (d, _, input) => load(d, input));

    /// <summary>Replaces accumulators by the expression's value, some at a time as registers allow: more of them once the first
    /// are done.</summary>
    /// <param name="accumulators">Results of the anchor; not read if the expression has none.</param>
    /// <param name="load">Loads the elements of an input that belong to the lanes of an accumulator, given by its index.</param>
    /// <param name="done">Called for each accumulator in turn: stores it and gives its register back.</param>
    public void Apply(IReadOnlyList<Vec> accumulators, Action<Vec, int, int> load, Action<int> done)
    {
        for (int first = 0; first < accumulators.Count;)
        {
            // The last ones are not left alone.
            int left = accumulators.Count - first, most = Most(), batches = (left + most - 1) / most;
            int count = (left + batches - 1) / batches;
            Apply(accumulators, first, count, load);
            for (int i = 0; i < count; i++) done(first++);
        }
    }

    private int Most()
    {
        // Masks are vector registers on some processors.
        int each = _schedule.Temporaries + _schedule.Masks, count = Together;
        while (count > 1 && (count * each + VectorBatch.Registers(count) > asm.FreeVecs || count * _schedule.Masks > asm.FreeMasks)) count--;
        return count;
    }

    private void Apply(IReadOnlyList<Vec> accumulators, int first, int count, Action<Vec, int, int> load)
    {
        if (expression.IsIdentity) return;
        var batch = new VectorBatch(asm, count);
        Vec[][] temporaries = Arrays.Make(_schedule.Temporaries, _ => asm.NewVecs(count));
        Vec[][] registers = [Arrays.Make(count, i => accumulators[first + i]), .. temporaries];
        foreach (var step in _schedule.Steps) step(batch, registers, (d, input) => batch.Each(i => load(d[i], first + i, input)));
        foreach (var vecs in temporaries) asm.Free(vecs);
        batch.Release();
    }
}
