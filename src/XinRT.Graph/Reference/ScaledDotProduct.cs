using System.Numerics;
using System.Numerics.Tensors;
using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Point at which attention scores can be read.</summary>
internal enum ScoreStage
{
    /// <summary>Scaled products.</summary>
    Raw,

    /// <summary>After the soft cap.</summary>
    Capped,

    /// <summary>After mask and limits.</summary>
    Biased,

    /// <summary>After the softmax.</summary>
    Probabilities,
}

/// <summary><c>softmax(cap(scale · Q Kᵀ) + mask) V</c> for every head: the loop behind all attention operators.</summary>
/// <remarks>Works on blocks of query rows, so memory stays at block × columns per thread. Products are f32 or double as the
/// tensors are; each row's exponentials are summed in double. A row whose scores are all −∞, because no column is open or by themselves, gives
/// zeros, as the ONNX specification has it for masked rows, or NaN where that is asked for.</remarks>
internal sealed class ScaledDotProduct
{
    private const int RowBlock = 64;

    public required int Batch { get; init; }

    public required int Heads { get; init; }

    /// <summary>Heads of keys and values; each serves <see cref="Heads"/> / KvHeads query heads in a row.</summary>
    public required int KvHeads { get; init; }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int Depth { get; init; }

    public required int ValueDepth { get; init; }

    public required HeadView Query { get; init; }

    public required HeadView Key { get; init; }

    public required HeadView Value { get; init; }

    public required HeadView Output { get; init; }

    public required double Scale { get; init; }

    /// <summary>If not 0, scores become <c>cap · tanh(score / cap)</c>.</summary>
    public double Softcap { get; init; }

    public AttentionMask? Mask { get; init; }

    /// <summary>Open columns of a row, given batch and row; all if null.</summary>
    public Func<int, int, (long From, long To)>? Open { get; init; }

    /// <summary>Whether rows whose scores are all −∞ are NaN rather than 0.</summary>
    public bool NanRows { get; init; }

    /// <summary>For each head a score that takes part in the softmax without a value.</summary>
    public double[]? Sinks { get; init; }

    /// <summary>Dense <c>[batch, heads, rows, columns]</c> that gets the scores at a stage.</summary>
    public Tensor? Scores { get; init; }

    public ScoreStage Stage { get; init; }

    public void Run(Workers threads)
    {
        if (Query.Data.DType == DType.F32) Run<float>(threads);
        else Run<double>(threads);
    }

    private void Run<T>(Workers threads) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int height = Math.Min(Rows, RowBlock), blocks = (Rows + RowBlock - 1) / RowBlock;
        long work = (long)height * Math.Max(1, Columns) * Math.Max(1, Depth + ValueDepth);
        ParallelRange.For(threads, Batch * Heads * blocks, (int)(1 + (1 << 17) / Math.Max(1, work)), (from, to) =>
        {
            var scores = new T[height * Columns];
            for (int i = from; i < to; i++)
            {
                int first = i % blocks * RowBlock;
                Block<T>(i / blocks / Heads, i / blocks % Heads, first, Math.Min(RowBlock, Rows - first), scores);
            }
        });
    }

    private void Block<T>(int batch, int head, int first, int count, Span<T> scores) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<int> open = stackalloc int[RowBlock], shut = stackalloc int[RowBlock];
        var (low, high) = Limits(batch, first, count, open, shut);
        int width = high - low, kv = head / (Heads / KvHeads);
        var keys = new StridedPanels<T>(Key.From<T>(batch, kv, low), Key.RowStride, 1);
        var queries = new StridedPanels<T>(Query.From<T>(batch, head, first), Query.RowStride, 1);
        BlockedGemm.Run(0, count, 0, width, Depth, T.CreateTruncating(Scale), queries, keys, T.Zero, scores, width);
        for (int r = 0; r < count; r++)
            Row(batch, head, first + r, scores.Slice(r * width, width), low, open[r] - low, shut[r] - low);
        var weights = new StridedPanels<T>(scores, width, 1);
        var values = new StridedPanels<T>(Value.From<T>(batch, kv, low), 1, Value.RowStride);
        BlockedGemm.Run(0, count, 0, ValueDepth, width, T.One, weights, values, T.Zero,
            Output.From<T>(batch, head, first), Output.RowStride);
    }

    // Open columns of each row, and the smallest range that holds them all.
    private (int Low, int High) Limits(int batch, int first, int count, Span<int> open, Span<int> shut)
    {
        int low = Columns, high = 0;
        for (int r = 0; r < count; r++)
        {
            var (from, to) = Open?.Invoke(batch, first + r) ?? (0, Columns);
            shut[r] = (int)Math.Clamp(to, 0, Columns);
            open[r] = (int)Math.Clamp(from, 0, shut[r]);
            if (open[r] == shut[r]) continue;
            low = Math.Min(low, open[r]);
            high = Math.Max(high, shut[r]);
        }
        if (Scores is not null || low > high) (low, high) = Scores is null && !NanRows ? (0, 0) : (0, Columns);
        for (int r = 0; r < count; r++)
            if (open[r] == shut[r]) open[r] = shut[r] = low;
        return (low, high);
    }

    private void Row<T>(int batch, int head, int row, Span<T> scores, int low, int from, int to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Keep(ScoreStage.Raw, batch, head, row, scores);
        if (Softcap != 0)
        {
            TensorPrimitives.Divide(scores, T.CreateTruncating(Softcap), scores);
            TensorPrimitives.Tanh<T>(scores, scores);
            TensorPrimitives.Multiply(scores, T.CreateTruncating(Softcap), scores);
        }
        Keep(ScoreStage.Capped, batch, head, row, scores);
        if (Mask is not null && to > from)
        {
            to = Math.Max(from, Math.Min(to, Mask.Columns - low));
            TensorPrimitives.Add(scores[from..to], Mask.Row<T>(batch, head, row)[(low + from)..(low + to)], scores[from..to]);
        }
        scores[..from].Fill(T.NegativeInfinity);
        scores[to..].Fill(T.NegativeInfinity);
        Keep(ScoreStage.Biased, batch, head, row, scores);
        scores[..from].Clear();
        scores[to..].Clear();
        if (to == from || TensorPrimitives.Max<T>(scores[from..to]) == T.NegativeInfinity) scores.Fill(NanRows ? T.NaN : T.Zero);
        else if (Sinks is not null) SoftmaxWithSink(scores[from..to], Sinks[head]);
        else SoftmaxLoop.Row(scores[from..to], scores[from..to]);
        Keep(ScoreStage.Probabilities, batch, head, row, scores);
    }

    private static void SoftmaxWithSink<T>(Span<T> row, double sink) where T : unmanaged, IFloatingPointIeee754<T>
    {
        double max = Math.Max(sink, double.CreateTruncating(TensorPrimitives.Max<T>(row)));
        TensorPrimitives.Subtract(row, T.CreateTruncating(max), row);
        TensorPrimitives.Exp<T>(row, row);
        double sum = Fold.Row<T, SumFolder>(row) + Math.Exp(sink - max);
        TensorPrimitives.Divide(row, T.CreateTruncating(sum), row);
    }

    private void Keep<T>(ScoreStage stage, int batch, int head, int row, Span<T> scores) where T : unmanaged
    {
        if (Scores is not null && stage == Stage)
            scores.CopyTo(Scores.Span<T>()[(((batch * Heads + head) * Rows + row) * Columns)..]);
    }
}
