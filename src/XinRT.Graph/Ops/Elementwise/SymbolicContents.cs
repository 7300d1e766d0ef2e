using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Carries symbolic contents (see <see cref="Value.Data"/>) through element-wise operators. A rule that returns null
/// does not know the element; floats keep contents only while all of them are known whole numbers.</summary>
internal static class SymbolicContents
{
    public static void Unary(InferContext ctx, Func<Dim, Dim?> rule)
    {
        if (ctx.Data(0) is { } data) Set(ctx, [.. data.Select(rule)]);
    }

    public static void Binary(InferContext ctx, Func<Dim, Dim, Dim?> rule)
    {
        if (ctx.Data(0) is null && ctx.Data(1) is null) return;
        if (Operand(ctx, 0) is not { } a || Operand(ctx, 1) is not { } b || Length(a, b) is not { } length) return;
        Set(ctx, [.. Enumerable.Range(0, length).Select(i => rule(At(a, i), At(b, i)))]);
    }

    /// <summary>Folds all inputs from the left.</summary>
    public static void Variadic(InferContext ctx, Func<Dim, Dim, Dim?> rule)
    {
        IReadOnlyList<Dim?>? result = null;
        for (int k = 0; k < ctx.InputCount; k++)
        {
            if (Operand(ctx, k) is not { } next) return;
            if (result is null)
            {
                result = [.. next.Select(d => (Dim?)d)];
                continue;
            }
            if (Length(result, next) is not { } length) return;
            var left = result;
            result = [.. Enumerable.Range(0, length).Select(i => At(left, i) is { } x ? rule(x, At(next, i)) : null)];
        }
        if (result is not null && Enumerable.Range(0, ctx.InputCount).Any(k => ctx.Data(k) is not null)) Set(ctx, result);
    }

    /// <summary>Sets output 0 to the rounded quotients that a division right before this node stands for.</summary>
    public static void Quotient(InferContext ctx, Func<Dim, Dim, Dim> rounded)
    {
        if (ctx.Node.Inputs[0]?.Producer is not { Op: DivOp } division) return;
        if (Operand(division.Input(0)) is not { } a || Operand(division.Input(1)) is not { } b || Length(a, b) is not { } length) return;
        Set(ctx, [.. Enumerable.Range(0, length).Select(i => At(b, i) is { IsConstant: true, Value: > 0 } d ? rounded(At(a, i), d) : (Dim?)null)]);
    }

    /// <summary>An element of contents that may be stretched.</summary>
    public static T At<T>(IReadOnlyList<T> data, int index) => data[data.Count == 1 ? 0 : index];

    /// <summary>Joint length of two operands, or null if they do not broadcast.</summary>
    public static int? Length<TA, TB>(IReadOnlyList<TA> a, IReadOnlyList<TB> b) =>
        a.Count == b.Count || b.Count == 1 ? a.Count : a.Count == 1 ? b.Count : null;

    /// <summary>Sets the contents of output 0; elements that are not known become new symbols.</summary>
    public static void Set(InferContext ctx, IReadOnlyList<Dim?> data)
    {
        if (!ctx.Wants(0) || ctx.Node.Outputs[0]!.TensorType is not { Shape.Rank: <= 1 } type) return;
        var held = data.Select(d => d is { } known ? Held(known, type.DType) : null).ToArray();
        if (held.All(d => d is null) || (type.DType.IsFloat() && held.Any(d => d is null))) return;
        ctx.OutputData(0, [.. held.Select(d => d ?? ctx.NewNumber())]);
    }

    /// <summary>The sign of <c>a - b</c> where it is the same for all sizes.</summary>
    public static int? Compare(Dim a, Dim b)
    {
        if (a - b is { IsConstant: true } difference) return Math.Sign(difference.Value);
        return b.IsAtLeast(a + 1) ? -1 : a.IsAtLeast(b + 1) ? 1 : null;
    }

    /// <summary>A truth value as contents of a bool tensor.</summary>
    public static Dim? Truth(bool? value) => value is { } known ? (known ? 1L : 0L) : null;

    // A whole number as an element of the type: numbers wrap as they do in a run, and sizes are taken to fit 24 bits.
    private static Dim? Held(Dim value, DType type) => type switch
    {
        DType.I64 => value,
        DType.U64 => value.IsAtLeast(0) ? value : null,
        DType.I32 => value.IsConstant ? (int)value.Value : value,
        DType.U32 => value.IsConstant ? (uint)value.Value : value.IsAtLeast(0) ? value : null,
        DType.I16 => value.IsConstant ? (short)value.Value : null,
        DType.U16 => value.IsConstant ? (ushort)value.Value : null,
        DType.I8 => value.IsConstant ? (sbyte)value.Value : null,
        DType.U8 => value.IsConstant ? (byte)value.Value : null,
        DType.Bool => value,
        DType.F32 or DType.F64 => value is { IsConstant: true, Value: > 1 << 24 or < -(1 << 24) } ? null : value,
        _ => null,
    };

    private static IReadOnlyList<Dim>? Operand(InferContext ctx, int index) => ctx.Data(index) ?? Operand(ctx.Node.Input(index));

    // Contents of a value, also where it is a float constant of whole numbers.
    private static IReadOnlyList<Dim>? Operand(Value? value)
    {
        if (value?.Data is { } data) return data;
        if (value?.Constant is not { Rank: <= 1, Count: <= InferContext.MaxData } t || !NumericTypes.IsRealFloat(t.DType)) return null;
        double[] values = t.ToDoubles();
        return values.All(v => v == Math.Floor(v) && Math.Abs(v) < 1L << 53) ? [.. values.Select(v => (Dim)(long)v)] : null;
    }
}
