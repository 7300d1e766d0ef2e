using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Backends.Cpu.Kernels.Recurrent;

/// <summary>Kinds of recurrent cell.</summary>
internal enum RecurrentCell
{
    /// <summary>One gate.</summary>
    Rnn,

    /// <summary>Gates z, r, h; r scales the state before its product.</summary>
    Gru,

    /// <summary>Gates z, r, h; r scales the product.</summary>
    GruLinear,

    /// <summary>Gates i, o, f, c.</summary>
    Lstm,
}

/// <summary>What the three recurrent operators say, in one form.</summary>
internal sealed record RecurrentAttributes
{
    /// <summary>The kind of cell.</summary>
    public required RecurrentCell Cell { get; init; }

    /// <summary>1 or 2.</summary>
    public required int Directions { get; init; }

    /// <summary>Whether the only direction is from the last item to the first.</summary>
    public required bool Reverse { get; init; }

    /// <summary>Whether sequences are the outermost axis.</summary>
    public required bool BatchFirst { get; init; }

    /// <summary>Whether the forget gate is 1 less the input gate.</summary>
    public bool InputForget { get; init; }

    /// <summary>Activations with their bounds: those of one direction after those of the other.</summary>
    public required ValueArray<ScalarExpr> Activations { get; init; }

    /// <summary>Gates of the cell.</summary>
    public int Gates => Cell switch { RecurrentCell.Rnn => 1, RecurrentCell.Lstm => 4, _ => 3 };

    /// <summary>Gates whose products with a state are computed together: the first, and how many. What is after a barrier reads
    /// the results of what is before.</summary>
    public IReadOnlyList<(int First, int Count)> Stages => Cell == RecurrentCell.Gru ? [(0, 2), (2, 1)] : [(0, Gates)];

    /// <summary>Reads an operator; null if its activations are not known or not as many as there should be.</summary>
    public static RecurrentAttributes? Of(Operator op) => op switch
    {
        LstmOp o => Of(RecurrentCell.Lstm, o.Direction, o.Layout, o.Clip, (o.Activations, o.ActivationAlpha, o.ActivationBeta), "Sigmoid", "Tanh", "Tanh")
            is { } a ? a with { InputForget = o.InputForget } : null,
        GruOp o => Of(o.LinearBeforeReset ? RecurrentCell.GruLinear : RecurrentCell.Gru, o.Direction, o.Layout, o.Clip,
            (o.Activations, o.ActivationAlpha, o.ActivationBeta), "Sigmoid", "Tanh"),
        RnnOp o => Of(RecurrentCell.Rnn, o.Direction, o.Layout, o.Clip, (o.Activations, o.ActivationAlpha, o.ActivationBeta), "Tanh"),
        _ => null,
    };

    /// <summary>An activation of a direction.</summary>
    public ScalarExpr Activation(int direction, int function) => Activations[direction * (Activations.Count / Directions) + function];

    private static RecurrentAttributes? Of(RecurrentCell cell, string direction, bool batchFirst, float? clip,
        (ValueArray<string>? Names, ValueArray<float> Alphas, ValueArray<float> Betas) given, params string[] defaults)
    {
        int directions = direction == "bidirectional" ? 2 : 1;
        string[] names = given.Names is { Count: > 0 } some ? some.ToArray() : directions == 2 ? [.. defaults, .. defaults] : defaults;
        if (names.Length != directions * defaults.Length || RecurrentActivation.Parse(names, given.Alphas, given.Betas) is not { } parsed) return null;
        return new()
        {
            Cell = cell, Directions = directions, Reverse = direction == "reverse", BatchFirst = batchFirst,
            Activations = parsed.Select(a => Expression(a, clip ?? 0)).ToArray(),
        };
    }

    private static ScalarExpr Expression(RecurrentActivation activation, float clip)
    {
        var builder = new ScalarBuilder();
        int x = builder.Accumulator;
        float alpha = (float)activation.Alpha, beta = (float)activation.Beta;
        if (clip > 0) x = builder.Of(ScalarKind.Min, builder.Of(ScalarKind.Max, x, -clip), clip);
        return builder.Build(activation.Name switch
        {
            "tanh" => builder.Of(ScalarKind.Tanh, x),
            "sigmoid" => builder.Of(ScalarKind.Sigmoid, x),
            "relu" => builder.Of(ScalarKind.Max, x, 0f),
            "affine" => builder.Of(ScalarKind.Add, builder.Of(ScalarKind.Mul, x, alpha), beta),
            "scaledtanh" => builder.Of(ScalarKind.Mul, builder.Of(ScalarKind.Tanh, builder.Of(ScalarKind.Mul, x, beta)), alpha),
            "leakyrelu" => Below(builder, x, 0, builder.Of(ScalarKind.Mul, x, alpha)),
            "thresholdedrelu" => Below(builder, x, alpha, builder.Constant(0)),
            "hardsigmoid" => Term(builder, x, new HardSigmoidOp { Alpha = alpha, Beta = beta }),
            "elu" => Term(builder, x, new EluOp { Alpha = alpha }),
            "softsign" => Term(builder, x, new SoftsignOp()),
            _ => Term(builder, x, new SoftplusOp()),
        });
    }

    private static int Below(ScalarBuilder builder, int x, float bound, int other) =>
        builder.Of(ScalarKind.Select, builder.Of(ScalarKind.Less, x, bound), other, x);

    private static int Term(ScalarBuilder builder, int x, Operator op)
    {
        var value = new Value("x", new TensorType(DType.F32, null));
        return ElementwiseTerms.Of(new Node("", op, [value], [value]), builder, [x]);
    }
}
