using XinRT.Backends.Cpu.Asm;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Pointwise;

/// <summary>Element-wise functions of <see cref="TypedValue"/>: a result is one of the arguments, changed, or new. Conditions are bytes,
/// 0 or 1.</summary>
internal static class TypedFunction
{
    /// <summary>Arguments of an operator; null if it is none of these functions.</summary>
    public static int? Operands(Operator op) => op switch
    {
        WhereOp => 3,
        EqualOp or LessOp or LessOrEqualOp or GreaterOp or GreaterOrEqualOp => 2,
        AndOp or OrOp or XorOp => 2,
        AddOp or SubOp or MulOp => 2,
        NotOp => 1,
        _ => null,
    };

    /// <summary>Why an operator is not computed on these types, or null.</summary>
    public static string? WhyNot(Operator op, DType[] types)
    {
        foreach (var type in types)
            if (!TypedValue.IsKnown(type)) return $"an operand of {type.Name()}";
        if (op is AddOp or SubOp && types[0] is DType.I32 or DType.I64) return null;
        if (op is MulOp && types[0] == DType.I32) return null;
        return op is AddOp or SubOp or MulOp ? $"arithmetic on {types[0].Name()}" : null;
    }

    /// <summary>Emits the function.</summary>
    public static TypedValue Emit(VectorAssembler asm, Operator op, TypedValue[] x)
    {
        switch (op)
        {
            case WhereOp:
                Where(asm, x);
                return x[1];
            case AndOp:
                asm.And(x[0].Low, x[0].Low, x[1].Low);
                return x[0];
            case OrOp:
                asm.Or(x[0].Low, x[0].Low, x[1].Low);
                return x[0];
            case XorOp:
                asm.Xor(x[0].Low, x[0].Low, x[1].Low);
                return x[0];
            case NotOp:
                Invert(asm, x[0].Low);
                return x[0];
            case EqualOp:
                return Equal(asm, x[0], x[1]);
            case LessOp:
                return Less(asm, x[0], x[1], orEqual: false);
            case GreaterOp:
                return Less(asm, x[1], x[0], orEqual: false);
            case LessOrEqualOp:
                return Less(asm, x[0], x[1], orEqual: true);
            case GreaterOrEqualOp:
                return Less(asm, x[1], x[0], orEqual: true);
            case MulOp:
                asm.MulI(x[0].Low, x[0].Low, x[1].Low);
                return x[0];
            default:
                Sum(asm, x[0], x[1], op is SubOp);
                return x[0];
        }
    }

    private static void Where(VectorAssembler asm, TypedValue[] x)
    {
        var zero = asm.NewVec();
        var mask = asm.NewMask();
        asm.Zero(zero);
        asm.CompareI(mask, x[0].Low, Condition.NotEqual, zero);
        asm.Select(x[1].Low, mask, x[1].Low, x[2].Low);
        if (x[1].High is { } high) asm.Select(high, mask, high, x[2].High!.Value);
        asm.Free(zero);
        asm.Free(mask);
    }

    private static void Invert(VectorAssembler asm, Vec condition)
    {
        var one = asm.NewVec();
        asm.Broadcast(one, 1);
        asm.Xor(condition, condition, one);
        asm.Free(one);
    }

    private static TypedValue Equal(VectorAssembler asm, TypedValue a, TypedValue b)
    {
        var mask = asm.NewMask();
        if (a.Type == DType.F32) asm.Compare(mask, a.Low, Condition.Equal, b.Low);
        else if (a.High is { } high)
        {
            asm.Xor(a.Low, a.Low, b.Low);
            asm.Xor(high, high, b.High!.Value);
            asm.Or(a.Low, a.Low, high);
            asm.Zero(b.Low);
            asm.CompareI(mask, a.Low, Condition.Equal, b.Low);
        }
        else
        {
            asm.CompareI(mask, a.Low, Condition.Equal, b.Low);
        }
        return Truth(asm, mask);
    }

    private static TypedValue Less(VectorAssembler asm, TypedValue a, TypedValue b, bool orEqual)
    {
        var condition = orEqual ? Condition.LessOrEqual : Condition.Less;
        var mask = asm.NewMask();
        if (a.High is not { } high)
        {
            if (a.Type == DType.F32) asm.Compare(mask, a.Low, condition, b.Low);
            else asm.CompareI(mask, a.Low, condition, b.Low);
            return Truth(asm, mask);
        }
        // Low words decide, without sign, where the high ones are the same.
        Flip(asm, a.Low, b.Low);
        asm.CompareI(mask, a.Low, condition, b.Low);
        var result = Truth(asm, mask);
        mask = asm.NewMask();
        asm.Broadcast(a.Low, 1);
        asm.Zero(b.Low);
        asm.CompareI(mask, high, Condition.Less, b.High!.Value);
        asm.Select(result.Low, mask, a.Low, result.Low);
        asm.CompareI(mask, high, Condition.Greater, b.High!.Value);
        asm.Select(result.Low, mask, b.Low, result.Low);
        asm.Free(mask);
        return result;
    }

    // a + b or a - b, in a. A carry is there if the sum of low words is below one of them, a borrow if a is below b.
    private static void Sum(VectorAssembler asm, TypedValue a, TypedValue b, bool isDifference)
    {
        if (a.High is not { } high)
        {
            if (isDifference) asm.SubI(a.Low, a.Low, b.Low);
            else asm.AddI(a.Low, a.Low, b.Low);
            return;
        }
        Vec low = asm.NewVec(), other = asm.NewVec(), one = asm.NewVec();
        var mask = asm.NewMask();
        asm.Move(low, a.Low);
        if (isDifference) asm.SubI(a.Low, low, b.Low);
        else asm.AddI(a.Low, low, b.Low);
        asm.Move(other, isDifference ? b.Low : a.Low);
        Flip(asm, low, other);
        asm.CompareI(mask, low, isDifference ? Condition.Less : Condition.Greater, other);
        asm.Broadcast(one, 1);
        asm.Zero(other);
        asm.Select(one, mask, one, other);
        if (isDifference)
        {
            asm.SubI(high, high, b.High!.Value);
            asm.SubI(high, high, one);
        }
        else
        {
            asm.AddI(high, high, b.High!.Value);
            asm.AddI(high, high, one);
        }
        asm.Free(low, other, one);
        asm.Free(mask);
    }

    // Makes the order without sign that with sign.
    private static void Flip(VectorAssembler asm, Vec a, Vec b)
    {
        var sign = asm.NewVec();
        asm.Broadcast(sign, int.MinValue);
        asm.Xor(a, a, sign);
        asm.Xor(b, b, sign);
        asm.Free(sign);
    }

    private static TypedValue Truth(VectorAssembler asm, Mask mask)
    {
        var result = TypedValue.New(asm, DType.Bool);
        var zero = asm.NewVec();
        asm.Broadcast(result.Low, 1);
        asm.Zero(zero);
        asm.Select(result.Low, mask, result.Low, zero);
        asm.Free(zero);
        asm.Free(mask);
        return result;
    }
}
