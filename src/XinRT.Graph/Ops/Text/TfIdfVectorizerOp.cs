using System.Globalization;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Counts n-grams of a pool in each row, where the items of an n-gram may be up to <c>max_skip_count</c> items apart;
/// the mode weighs the counts: TF, IDF (found or not, times weight) or TFIDF (count times weight).</summary>
[OnnxOperator("TfIdfVectorizer", Since = 9)]
public sealed record TfIdfVectorizerOp(long MaxGramLength, long MaxSkipCount, long MinGramLength, string Mode,
    ValueArray<long> NgramCounts, ValueArray<long> NgramIndexes, ValueArray<long>? PoolInt64s = null,
    ValueArray<string>? PoolStrings = null, ValueArray<float>? Weights = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.I32, DType.I64, DType.String);
        if (Problem() is { } problem) throw ctx.Error(problem).AsShapeError();
        var shape = ctx.InputShape(0);
        if (shape is { Rank: not (1 or 2) }) throw ctx.Error($"the input must be [C] or [N,C], but it is [{shape}]").AsShapeError();
        ctx.Output(0, DType.F32, shape?.With(-1, Width));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (Problem() is { } problem) throw ctx.Error(problem).AsRunError();
        if (x.Rank is not (1 or 2)) throw ctx.Error($"the input must be [C] or [N,C], but it is {x.Type}").AsRunError();
        // Numbers become text, so that one table of n-grams serves both kinds of pool.
        string[] items = x.DType == DType.String ? x.Strings.ToArray() : [.. x.ToInt64s().Select(Text)];
        int columns = (int)x.Dims[^1], rows = x.Rank == 1 ? 1 : (int)x.Dims[0];
        var y = ctx.Output(0, DType.F32, x.Rank == 1 ? [Width] : [rows, Width]).Span<float>();
        var pool = Pool();
        for (int r = 0; r < rows; r++)
        {
            var counts = new int[NgramIndexes.Count];
            Count(items.AsSpan(r * columns, columns), pool, counts);
            var row = y.Slice(r * Width, Width);
            row.Clear();
            for (int i = 0; i < counts.Length; i++)
            {
                float weight = Weights is { } w ? w[i] : 1;
                row[(int)NgramIndexes[i]] += Mode switch
                {
                    "TF" => counts[i],
                    "IDF" => counts[i] > 0 ? weight : 0,
                    _ => counts[i] * weight,
                };
            }
        }
    }

    private int Width => NgramIndexes.Count == 0 ? 0 : (int)NgramIndexes.Max() + 1;

    private int PoolCount => PoolStrings?.Count ?? PoolInt64s?.Count ?? 0;

    private void Count(ReadOnlySpan<string> row, Dictionary<string, int> pool, int[] counts)
    {
        // Skips longer than the row find nothing.
        for (long step = 1; step <= Math.Min(MaxSkipCount + 1, Math.Max(1, row.Length)); step++)
        {
            // Single items do not depend on the skip and count once.
            for (long n = step == 1 ? MinGramLength : Math.Max(2, MinGramLength); n <= Math.Min(MaxGramLength, row.Length); n++)
                for (long start = 0; start + (n - 1) * step < row.Length; start++)
                {
                    string key = "";
                    for (long k = 0; k < n; k++) key = Extend(key, row[(int)(start + k * step)]);
                    if (pool.TryGetValue(key, out int index)) counts[index]++;
                }
        }
    }

    private Dictionary<string, int> Pool()
    {
        string[] items = PoolStrings?.ToArray() ?? [.. (PoolInt64s ?? []).Select(Text)];
        var pool = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int n = 1, index = 0; n <= NgramCounts.Count; n++)
        {
            long end = n < NgramCounts.Count ? NgramCounts[n] : items.Length;
            for (long at = NgramCounts[n - 1]; at + n <= end; at += n, index++)
                pool.TryAdd(items.AsSpan((int)at, n).ToArray().Aggregate("", Extend), index);
        }
        return pool;
    }

    // The length before each item keeps "ab" + "c" apart from "a" + "bc".
    private static string Extend(string key, string item) => string.Create(CultureInfo.InvariantCulture, $"{key}{item.Length}:{item}");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private string? Problem()
    {
        if (Mode is not ("TF" or "IDF" or "TFIDF")) return $"mode must be TF, IDF or TFIDF, but it is {Mode}";
        if (MinGramLength < 1 || MaxGramLength < MinGramLength)
            return $"1 <= min_gram_length <= max_gram_length must hold, but they are {MinGramLength} and {MaxGramLength}";
        if (MaxSkipCount < 0) return $"max_skip_count must be 0 or more, but it is {MaxSkipCount}";
        if (PoolStrings is null == PoolInt64s is null) return "exactly one of pool_strings and pool_int64s is needed";
        long grams = 0, last = 0;
        for (int i = 0; i < NgramCounts.Count; i++)
        {
            long end = i + 1 < NgramCounts.Count ? NgramCounts[i + 1] : PoolCount;
            if (NgramCounts[i] < last || end > PoolCount || end < NgramCounts[i])
                return $"ngram_counts must rise within the pool of {PoolCount} items, but they are {NgramCounts}";
            if ((end - NgramCounts[i]) % (i + 1) != 0)
                return $"the pool of {i + 1}-grams must hold a multiple of {i + 1} items, but it holds {end - NgramCounts[i]}";
            grams += (end - NgramCounts[i]) / (i + 1);
            last = NgramCounts[i];
        }
        if (grams != NgramIndexes.Count) return $"ngram_indexes must name {grams} n-grams, but they name {NgramIndexes.Count}";
        if (NgramIndexes.Any(i => i is < 0 or > int.MaxValue / 8)) return "ngram_indexes must be columns of the output, but some are out of range";
        return Weights is { } w && w.Count != grams ? $"weights must have {grams} numbers, but they have {w.Count}" : null;
    }
}
