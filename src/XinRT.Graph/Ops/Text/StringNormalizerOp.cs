using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Removes stop words and changes case. The input is <c>[C]</c> or <c>[1,C]</c>; if nothing is left, one empty string
/// is. Case follows Unicode without regard to the locale.</summary>
[OnnxOperator("StringNormalizer", Since = 10)]
public sealed record StringNormalizerOp(string CaseChangeAction = "NONE", bool IsCaseSensitive = false, string? Locale = null,
    ValueArray<string> Stopwords = default) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.String);
        if (CaseChangeAction is not ("NONE" or "LOWER" or "UPPER"))
            throw ctx.Error($"case_change_action must be NONE, LOWER or UPPER, but it is {CaseChangeAction}").AsShapeError();
        if (ctx.InputShape(0) is not { } shape)
        {
            ctx.Output(0, DType.String, null);
            return;
        }
        if (shape.Rank is not (1 or 2) || (shape.Rank == 2 && shape[0].IsConstant && shape[0] != 1))
            throw ctx.Error($"the input must be [C] or [1,C], but it is [{shape}]").AsShapeError();
        ctx.Output(0, DType.String, shape.With(-1, Stopwords.IsEmpty && shape[-1].IsConstant && shape[-1] != 0 ? shape[-1] : ctx.NewDim()));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (x.Rank is not (1 or 2) || (x.Rank == 2 && x.Dims[0] != 1))
            throw ctx.Error($"the input must be [C] or [1,C], but it is [{x.Type.Shape}]").AsRunError();
        var stop = new HashSet<string>(Stopwords, IsCaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        List<string> kept = [];
        foreach (string word in x.Strings)
            if (!stop.Contains(word)) kept.Add(ChangeCase(word));
        if (kept.Count == 0) kept.Add("");
        long[] dims = x.Rank == 1 ? [kept.Count] : [1, kept.Count];
        kept.CopyTo(ctx.Output(0, DType.String, dims).Strings);
    }

    private string ChangeCase(string word) => CaseChangeAction switch
    {
        "LOWER" => word.ToLowerInvariant(),
        "UPPER" => word.ToUpperInvariant(),
        _ => word,
    };
}
