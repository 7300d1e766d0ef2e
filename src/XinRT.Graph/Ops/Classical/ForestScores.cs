using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Runs decision trees over all rows of input 0.</summary>
internal static class ForestScores
{
    /// <summary>What is done with the aggregated scores of one row.</summary>
    public delegate void RowDone(int row, Span<double> scores, ReadOnlySpan<bool> touched);

    /// <summary>Calls <paramref name="done"/> for each row, from several threads.</summary>
    public static void Run(EvalContext ctx, DecisionForest forest, string aggregate, RowDone done)
    {
        var (rows, columns) = Rows.Size(ctx);
        if (rows > 0 && columns < forest.Features)
            throw ctx.Error($"the trees read {forest.Features} features, but a row has {columns}").AsRunError();
        double[] x = ctx.Input(0).ToDoubles();
        ParallelRange.For(ctx.Threads, rows, 64, (from, to) =>
        {
            var scores = new double[forest.Targets];
            var touched = new bool[forest.Targets];
            for (int r = from; r < to; r++)
            {
                forest.Score(x.AsSpan(r * columns, columns), aggregate, scores, touched);
                done(r, scores, touched);
            }
        });
    }

    /// <summary>Reads trees; a contradiction in them becomes the operator's error.</summary>
    public static DecisionForest Checked(Func<DecisionForest> build, Func<string, XinException> error)
    {
        try
        {
            return build();
        }
        catch (FormatException e)
        {
            throw error($"its trees must be complete, but {e.Message}");
        }
    }
}
