using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits a <see cref="ScalarExpr"/> on vectors.</summary>
internal sealed class ScalarEmitter(VectorAssembler asm, ScalarExpr expression)
{
    /// <summary>Vector registers that <see cref="Apply"/> needs besides the accumulator. A kernel asks before it chooses its
    /// tile.</summary>
    public static int Temporaries(ScalarExpr expression) => expression.IsIdentity ? 0 : throw new NotSupportedException();

    /// <summary>Replaces the accumulator by the expression's value.</summary>
    /// <param name="accumulator">Result of the anchor; not read if the expression has none.</param>
    /// <param name="load">Loads the elements of an input of the node that belong to the accumulator's lanes.</param>
    public void Apply(Vec accumulator, Action<Vec, int> load)
    {
        _ = asm;
        if (!expression.IsIdentity) throw new NotSupportedException();
    }
}
