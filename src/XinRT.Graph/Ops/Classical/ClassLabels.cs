using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Names of classes as a model gives them: strings or integers.</summary>
internal readonly record struct ClassLabels(ValueArray<string>? Strings, ValueArray<long>? Ints)
{
    /// <summary>Whether labels are strings.</summary>
    public bool AreStrings => Strings is { IsEmpty: false };

    /// <summary>Number of classes.</summary>
    public int Count => AreStrings ? Strings!.Value.Count : Ints?.Count ?? 0;

    /// <summary>Element type of a label output.</summary>
    public DType DType => AreStrings ? DType.String : DType.I64;

    /// <summary>Writes the labels of class numbers to an output.</summary>
    public void Write(EvalContext ctx, int output, ReadOnlySpan<int> classes)
    {
        if (!ctx.Wants(output)) return;
        var y = ctx.Output(output, DType, classes.Length);
        for (int i = 0; i < classes.Length; i++)
        {
            if (AreStrings) y.Strings[i] = Strings!.Value[classes[i]];
            else y.Span<long>()[i] = Ints!.Value[classes[i]];
        }
    }

    /// <summary>Index of the first largest score.</summary>
    public static int Largest(ReadOnlySpan<double> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
            if (scores[i] > scores[best]) best = i;
        return best;
    }
}
