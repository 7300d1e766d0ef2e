using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Splits each string at a delimiter, or at runs of white space if there is none, at most <c>maxsplit</c> times. The
/// parts lie along a new last axis, filled up with empty strings; the second output counts the real ones.</summary>
[OnnxOperator("StringSplit", Since = 20)]
public sealed record StringSplitOp(string? Delimiter = null, long? Maxsplit = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.String);
        var shape = ctx.InputShape(0);
        ctx.Output(0, DType.String, shape is null ? null : Shape.Of([.. shape.Dims, ctx.NewDim()]));
        ctx.Output(1, DType.I64, shape);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        int limit = Maxsplit is >= 0 and < int.MaxValue ? (int)Maxsplit.Value : int.MaxValue - 1;
        var parts = new string[x.Count][];
        for (int i = 0; i < parts.Length; i++)
        {
            string text = x.Strings[i];
            parts[i] = string.IsNullOrEmpty(Delimiter) ? SplitAtBlanks(text, limit) : text.Split(Delimiter, limit + 1);
        }
        int longest = parts.Select(p => p.Length).DefaultIfEmpty(0).Max();
        var y = ctx.Output(0, DType.String, [.. x.Dims, longest]);
        for (int i = 0; i < parts.Length; i++) parts[i].CopyTo(y.Strings[(i * longest)..]);
        if (!ctx.Wants(1)) return;
        var counts = ctx.Output(1, DType.I64, x.Dims).Span<long>();
        for (int i = 0; i < counts.Length; i++) counts[i] = parts[i].Length;
    }

    // What is left after the last allowed split keeps its inner and trailing blanks.
    private static string[] SplitAtBlanks(string text, int limit)
    {
        var parts = new List<string>();
        int at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (at == text.Length) break;
            int start = at;
            if (parts.Count == limit)
            {
                parts.Add(text[start..]);
                break;
            }
            while (at < text.Length && !char.IsWhiteSpace(text[at])) at++;
            parts.Add(text[start..at]);
        }
        return [.. parts];
    }
}
