using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits a <see cref="ScalarExpr"/> on vectors.</summary>
/// <remarks>Terms are computed depth first, of two arguments the one that needs more registers first. Results take the register of
/// an argument that is not needed any more. Constants are memory operands where the instruction allows it, else they are loaded
/// into a register for that one instruction. A product that only a sum reads becomes a multiply-add. Largest and smallest keep
/// NaN, with one instruction where it is known which argument can be NaN alone; of zeros of two signs either may win.</remarks>
internal sealed class ScalarEmitter(VectorAssembler asm, ScalarExpr expression)
{
    private readonly ScalarSchedule _schedule = ScalarSchedule.Of(expression);

    /// <summary>Vector registers that <see cref="Apply"/> needs besides the accumulator. A kernel asks before it chooses its
    /// tile.</summary>
    public static int Temporaries(ScalarExpr expression)
    {
        var schedule = ScalarSchedule.Of(expression);
        return schedule.Temporaries + schedule.Masks;
    }

    /// <summary>Replaces the accumulator by the expression's value.</summary>
    /// <param name="accumulator">Result of the anchor; not read if the expression has none.</param>
    /// <param name="load">Loads the elements of an input of the node that belong to the accumulator's lanes.</param>
    public void Apply(Vec accumulator, Action<Vec, int> load)
    {
        if (expression.IsIdentity) return;
        var temporaries = asm.NewVecs(_schedule.Temporaries);
        Vec[] registers = [accumulator, .. temporaries];
        foreach (var step in _schedule.Steps) step(asm, registers, load);
        asm.Free(temporaries);
    }
}
