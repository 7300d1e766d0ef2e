using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Fusion;

/// <summary>Element-wise operators as scalar terms. Passes ask what can be fused, <see cref="AnchoredForm"/> takes it apart.</summary>
/// <remarks>Conditions are numbers 0 and 1 here; they exist only within an expression, since tensors of bool have no
/// vectors.</remarks>
public static class ElementwiseTerms
{
    private const float SqrtHalf = 0.70710678118654752f;

    /// <summary>Why a node is not an element-wise one that expressions know, or null. Its conditions must come from nodes of the
    /// same expression, which the caller looks after.</summary>
    public static string? WhyNot(Node node)
    {
        if (node.Outputs is not [{ } output] || node.Bodies.Count > 0) return "it is not an element-wise operator";
        var builder = new ScalarBuilder();
        var arguments = new int[node.Inputs.Count];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = node.Inputs[i] is not { } value ? -1 : Number(value) is { } number ? builder.Constant(number) : builder.Operand(i);
            if (arguments[i] >= 0 && builder.Number(arguments[i]) is null && !IsScalarType(node.Inputs[i]!)) return "it is not computed in float32";
        }
        if (!IsScalarType(output)) return "it is not computed in float32";
        return Of(node, builder, arguments) < 0 ? $"{node.Op.Info.Name} is not an element-wise operator that expressions know" : null;
    }

    /// <summary>The number of a constant with one element, or null.</summary>
    public static float? Number(Value value) =>
        value.Constant is { Count: 1 } t && t.DType != DType.String && !t.DType.IsComplex() ? (float)t.ToDoubles()[0] : null;

    /// <summary>The term of a node's result, given those of its inputs (-1 where absent); -1 if there is none.</summary>
    public static int Of(Node node, ScalarBuilder builder, ReadOnlySpan<int> arguments)
    {
        int x = arguments.Length > 0 ? arguments[0] : -1, y = arguments.Length > 1 ? arguments[1] : -1, z = arguments.Length > 2 ? arguments[2] : -1;
        return x < 0 ? -1 : node.Op switch
        {
            IdentityOp => x,
            CastOp { To: DType.F32 } => node.Inputs[0]!.TensorType.DType is DType.F32 or DType.Bool ? x : -1,
            CastOp { To: DType.Bool } => builder.Of(ScalarKind.Not, builder.Of(ScalarKind.Equal, x, 0f)),
            AddOp => builder.Of(ScalarKind.Add, x, y),
            SubOp => builder.Of(ScalarKind.Sub, x, y),
            MulOp => builder.Of(ScalarKind.Mul, x, y),
            DivOp => builder.Of(ScalarKind.Div, x, y),
            PowOp => builder.Of(ScalarKind.Pow, x, y),
            MinOp => Fold(builder, ScalarKind.Min, arguments),
            MaxOp => Fold(builder, ScalarKind.Max, arguments),
            SumOp => Fold(builder, ScalarKind.Add, arguments),
            MeanOp => builder.Of(ScalarKind.Div, Fold(builder, ScalarKind.Add, arguments), (float)arguments.Length),
            NegOp => builder.Of(ScalarKind.Neg, x),
            AbsOp => builder.Of(ScalarKind.Abs, x),
            ReciprocalOp => builder.Of(ScalarKind.Reciprocal, x),
            SqrtOp => builder.Of(ScalarKind.Sqrt, x),
            ExpOp => builder.Of(ScalarKind.Exp, x),
            LogOp => builder.Of(ScalarKind.Log, x),
            TanhOp => builder.Of(ScalarKind.Tanh, x),
            SigmoidOp => builder.Of(ScalarKind.Sigmoid, x),
            ErfOp => builder.Of(ScalarKind.Erf, x),
            SinOp => builder.Of(ScalarKind.Sin, x),
            CosOp => builder.Of(ScalarKind.Cos, x),
            TanOp => AngleTerms.Tan(builder, x),
            SinhOp => AngleTerms.Sinh(builder, x),
            CoshOp => AngleTerms.Cosh(builder, x),
            AsinOp => AngleTerms.Asin(builder, x),
            AcosOp => AngleTerms.Acos(builder, x),
            AtanOp => AngleTerms.Atan(builder, x),
            AsinhOp => AngleTerms.Asinh(builder, x),
            AcoshOp => AngleTerms.Acosh(builder, x),
            AtanhOp => AngleTerms.Atanh(builder, x),
            FloorOp => builder.Of(ScalarKind.Floor, x),
            CeilOp => builder.Of(ScalarKind.Ceil, x),
            RoundOp => builder.Of(ScalarKind.Round, x),
            SignOp => builder.Of(ScalarKind.Sign, x),
            ReluOp => builder.Of(ScalarKind.Max, x, 0f),
            LeakyReluOp op => Leaky(builder, x, op.Alpha),
            PReluOp => builder.Of(ScalarKind.Select, builder.Of(ScalarKind.Less, x, 0f), builder.Of(ScalarKind.Mul, x, y), x),
            ThresholdedReluOp op => builder.Of(ScalarKind.Select, builder.Of(ScalarKind.Less, builder.Constant(op.Alpha), x), x, builder.Constant(0)),
            ClipOp => Clip(builder, x, y, z),
            EluOp op => Positive(builder, x, builder.Of(ScalarKind.Mul, ExpMinus1(builder, x), op.Alpha)),
            SeluOp op => builder.Of(ScalarKind.Mul, Positive(builder, x, builder.Of(ScalarKind.Mul, ExpMinus1(builder, x), op.Alpha)), op.Gamma),
            CeluOp op => Celu(builder, x, op.Alpha),
            HardSigmoidOp op => HardSigmoid(builder, x, op.Alpha, op.Beta),
            HardSwishOp => builder.Of(ScalarKind.Mul, x, HardSigmoid(builder, x, 1f / 6, 0.5f)),
            SwishOp op => Swish(builder, x, op.Alpha),
            QuickGeluOp op => Swish(builder, x, op.Alpha),
            MishOp => Mish(builder, x),
            GeluOp { Approximate: "tanh" } => GeluTanh(builder, x),
            GeluOp => GeluErf(builder, x),
            BiasGeluOp => GeluErf(builder, y < 0 ? x : builder.Of(ScalarKind.Add, x, y)),
            FastGeluOp => GeluTanh(builder, y < 0 ? x : builder.Of(ScalarKind.Add, x, y)),
            SoftplusOp => Softplus(builder, x),
            SoftsignOp => builder.Of(ScalarKind.Div, x, builder.Of(ScalarKind.Add, builder.Of(ScalarKind.Abs, x), 1f)),
            WhereOp => builder.Of(ScalarKind.Select, x, y, z),
            EqualOp => builder.Of(ScalarKind.Equal, x, y),
            LessOp => builder.Of(ScalarKind.Less, x, y),
            LessOrEqualOp => builder.Of(ScalarKind.LessOrEqual, x, y),
            GreaterOp => builder.Of(ScalarKind.Less, y, x),
            GreaterOrEqualOp => builder.Of(ScalarKind.LessOrEqual, y, x),
            AndOp => builder.Of(ScalarKind.And, x, y),
            OrOp => builder.Of(ScalarKind.Or, x, y),
            XorOp => builder.Of(ScalarKind.Not, builder.Of(ScalarKind.Equal, x, y)),
            NotOp => builder.Of(ScalarKind.Not, x),
            IsNaNOp => builder.Of(ScalarKind.Not, builder.Of(ScalarKind.Equal, x, x)),
            _ => -1,
        };
    }

    private static bool IsScalarType(Value value) => value.Type is TensorType { DType: DType.F32 or DType.Bool };

    private static int Fold(ScalarBuilder b, ScalarKind kind, ReadOnlySpan<int> terms)
    {
        int result = terms[0];
        for (int i = 1; i < terms.Length; i++) result = b.Of(kind, result, terms[i]);
        return result;
    }

    private static int Clip(ScalarBuilder b, int x, int low, int high)
    {
        // Bounds that are computed would have to be checked for having one element.
        if ((low >= 0 && b.Number(low) is null) || (high >= 0 && b.Number(high) is null)) return -1;
        if (low >= 0) x = b.Of(ScalarKind.Max, x, low);
        return high >= 0 ? b.Of(ScalarKind.Min, x, high) : x;
    }

    // A maximum is cheaper than a choice; a slope of 0 would make NaN of infinity.
    private static int Leaky(ScalarBuilder b, int x, float alpha)
    {
        int scaled = b.Of(ScalarKind.Mul, x, alpha);
        return alpha is > 0 and <= 1 ? b.Of(ScalarKind.Max, x, scaled) : b.Of(ScalarKind.Select, b.Of(ScalarKind.Less, x, 0f), scaled, x);
    }

    private static int Positive(ScalarBuilder b, int x, int other) =>
        b.Of(ScalarKind.Select, b.Of(ScalarKind.Less, b.Constant(0), x), x, other);

    // eˣ - 1 = 2t/(1 - t) with t = tanh(x/2): exact also near 0, where the difference would cancel.
    private static int ExpMinus1(ScalarBuilder b, int x)
    {
        int t = b.Of(ScalarKind.Tanh, b.Of(ScalarKind.Mul, x, 0.5f));
        return b.Of(ScalarKind.Div, b.Of(ScalarKind.Add, t, t), b.Of(ScalarKind.Sub, b.Constant(1), t));
    }

    private static int Celu(ScalarBuilder b, int x, float alpha)
    {
        int low = b.Of(ScalarKind.Mul, ExpMinus1(b, b.Of(ScalarKind.Div, x, alpha)), alpha);
        return b.Of(ScalarKind.Add, b.Of(ScalarKind.Max, x, 0f), b.Of(ScalarKind.Min, low, 0f));
    }

    private static int HardSigmoid(ScalarBuilder b, int x, float alpha, float beta)
    {
        int line = b.Of(ScalarKind.Add, b.Of(ScalarKind.Mul, x, alpha), beta);
        return b.Of(ScalarKind.Max, b.Of(ScalarKind.Min, line, 1f), 0f);
    }

    private static int Swish(ScalarBuilder b, int x, float alpha) =>
        b.Of(ScalarKind.Mul, x, b.Of(ScalarKind.Sigmoid, b.Of(ScalarKind.Mul, x, alpha)));

    // tanh(ln(1 + e)) = n/(n + 2) with n = e·(e + 2); from 20 on it is 1, and e must not overflow.
    private static int Mish(ScalarBuilder b, int x)
    {
        int e = b.Of(ScalarKind.Exp, b.Of(ScalarKind.Min, x, 20f));
        int n = b.Of(ScalarKind.Mul, e, b.Of(ScalarKind.Add, e, 2f));
        return b.Of(ScalarKind.Mul, x, b.Of(ScalarKind.Div, n, b.Of(ScalarKind.Add, n, 2f)));
    }

    // x/2·(1 + erf(x/√2)).
    private static int GeluErf(ScalarBuilder b, int x)
    {
        int half = b.Of(ScalarKind.Mul, x, 0.5f);
        return b.Of(ScalarKind.Add, b.Of(ScalarKind.Mul, half, b.Of(ScalarKind.Erf, b.Of(ScalarKind.Mul, x, SqrtHalf))), half);
    }

    // x/2·(1 + tanh(u)) = x·sigmoid(2u).
    private static int GeluTanh(ScalarBuilder b, int x)
    {
        int slope = b.Of(ScalarKind.Add, b.Of(ScalarKind.Mul, b.Of(ScalarKind.Mul, x, x), 0.07135481627f), 1.5957691216f);
        return b.Of(ScalarKind.Mul, x, b.Of(ScalarKind.Sigmoid, b.Of(ScalarKind.Mul, x, slope)));
    }

    // max(x, 0) + ln(1 + e^-|x|): nothing overflows.
    private static int Softplus(ScalarBuilder b, int x)
    {
        int e = b.Of(ScalarKind.Exp, b.Of(ScalarKind.Neg, b.Of(ScalarKind.Abs, x)));
        return b.Of(ScalarKind.Add, b.Of(ScalarKind.Max, x, 0f), b.Of(ScalarKind.Log1p, e));
    }
}
