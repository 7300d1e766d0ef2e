using System.Numerics;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Writes or combines blocks into a tensor at listed places, one after the other.</summary>
public static class ScatterReduction
{
    /// <summary>Whether the name is one of the reductions of ScatterElements and ScatterND.</summary>
    public static bool IsKnown(string reduction) => reduction is "none" or "add" or "mul" or "min" or "max";

    /// <summary>Combines block <c>i</c> of the updates with the block of <paramref name="y"/> at element <c>places[i]</c>.</summary>
    public static void Run(EvalContext ctx, Tensor y, Tensor updates, long[] places, int block, string reduction)
    {
        if (updates.Count == 0) return;
        if (reduction == "none") BlockMove.Scatter(updates, places, block, y);
        else if (y.DType.IsInteger() || y.DType == DType.Bool)
        {
            // U64 is ordered by its upper bit; the other integers fit a signed 64-bit integer as they are.
            bool unsigned = y.DType == DType.U64 && reduction is ("min" or "max");
            long[] sum = y.ToInt64s(), items = updates.ToInt64s();
            Combine(sum, items, places, block, unsigned ? Unsigned(reduction) : Real<long>(reduction));
            WrappingIntegers.Write(sum, y);
        }
        else if (y.DType.IsFloat())
        {
            double[] sum = y.ToDoubles();
            Combine(sum, updates.ToDoubles(), places, block, Real<double>(reduction));
            ElementConverter.Write(sum, y);
        }
        else if (y.DType == DType.C64 && reduction is ("add" or "mul"))
            Combine(y.Span<Complex64>(), updates.Span<Complex64>(), places, block, (a, b) => Complex64.From(reduction == "add" ? a.ToComplex() + b.ToComplex() : a.ToComplex() * b.ToComplex()));
        else if (y.DType == DType.C128 && reduction is ("add" or "mul"))
            Combine(y.Span<Complex>(), updates.Span<Complex>(), places, block, (a, b) => reduction == "add" ? a + b : a * b);
        else throw ctx.Error($"reduction '{reduction}' is not defined for {y.DType.Name()}").AsRunError();
    }

    private static void Combine<T>(Span<T> y, ReadOnlySpan<T> updates, long[] places, int block, Func<T, T, T> combine)
    {
        for (int i = 0; i < places.Length; i++)
        {
            var at = y.Slice((int)places[i], block);
            var items = updates.Slice(i * block, block);
            for (int k = 0; k < block; k++) at[k] = combine(at[k], items[k]);
        }
    }

    private static Func<T, T, T> Real<T>(string reduction) where T : INumber<T> => reduction switch
    {
        "add" => static (a, b) => unchecked(a + b),
        "mul" => static (a, b) => unchecked(a * b),
        "min" => T.Min,
        _ => T.Max,
    };

    private static Func<long, long, long> Unsigned(string reduction) => reduction == "min"
        ? static (a, b) => (ulong)a < (ulong)b ? a : b : static (a, b) => (ulong)a > (ulong)b ? a : b;
}
