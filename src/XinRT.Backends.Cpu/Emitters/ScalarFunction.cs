using XinRT.Backends.Cpu.Asm;
using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>A function of one vector, computed in place.</summary>
/// <param name="Temporaries">Vector registers it uses for each member of a batch.</param>
/// <param name="Masks">Masks it uses for each member.</param>
/// <param name="Emit">Writes the code.</param>
internal sealed record ScalarFunction(int Temporaries, int Masks, ScalarFunction.Writer Emit)
{
    /// <summary>Replaces x, using the temporaries.</summary>
    public delegate void Writer(VectorBatch batch, Vec[] x, ReadOnlySpan<Vec[]> temporaries);

    /// <summary>The function of a kind of term, or null.</summary>
    public static ScalarFunction? Of(ScalarKind kind) => kind switch
    {
        ScalarKind.Neg => new(0, 0, (b, x, _) => b.Neg(x, x)),
        ScalarKind.Abs => new(0, 0, (b, x, _) => b.Abs(x, x)),
        ScalarKind.Sqrt => new(0, 0, (b, x, _) => b.Sqrt(x, x)),
        ScalarKind.Floor => new(0, 0, (b, x, _) => b.Round(x, x, Rounding.Down)),
        ScalarKind.Ceil => new(0, 0, (b, x, _) => b.Round(x, x, Rounding.Up)),
        ScalarKind.Round => new(0, 0, (b, x, _) => b.Round(x, x, Rounding.Nearest)),
        ScalarKind.Reciprocal => new(1, 0, (b, x, t) =>
        {
            b.Broadcast(t[0], 1f);
            b.Div(x, t[0], x);
        }),
        // A condition is 0 or 1.
        ScalarKind.Not => new(1, 0, (b, x, t) =>
        {
            b.Broadcast(t[0], 1f);
            b.Sub(x, t[0], x);
        }),
        ScalarKind.Exp => new(ExpEmitter.Temporaries, 0, ExpEmitter.Emit),
        ScalarKind.Log => new(LogEmitter.Temporaries, 1, LogEmitter.Emit),
        ScalarKind.Log1p => new(LogEmitter.Log1pTemporaries, 1, LogEmitter.EmitLog1p),
        ScalarKind.Tanh => new(PiecewiseEmitter.Temporaries, 0, TanhEmitter.Function.Emit),
        ScalarKind.Sigmoid => new(SigmoidEmitter.Temporaries, 0, SigmoidEmitter.Emit),
        ScalarKind.Erf => new(PiecewiseEmitter.Temporaries, 0, ErfEmitter.Function.Emit),
        ScalarKind.Sin => new(SineEmitter.Temporaries, SineEmitter.Masks, SineEmitter.EmitSin),
        ScalarKind.Cos => new(SineEmitter.Temporaries, SineEmitter.Masks, SineEmitter.EmitCos),
        ScalarKind.Sign => new(SignEmitter.Temporaries, 1, SignEmitter.Emit),
        _ => null,
    };
}
