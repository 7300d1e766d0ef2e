using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>What the rotary embeddings of ONNX and ONNX Runtime share.</summary>
internal static class RotaryRule
{
    /// <summary>Rotates input 0, <c>[batch, heads, rows, depth]</c> or <c>[batch, rows, heads · depth]</c>, into output 0.
    /// Without a count of heads a tensor of rank 3 counts as one head per <paramref name="rotaryDim"/>, or per two cache
    /// widths.</summary>
    public static void Evaluate(EvalContext ctx, Tensor cosines, Tensor sines, Tensor? positions, bool interleaved, long numHeads,
        long rotaryDim)
    {
        var x = ctx.Input(0);
        if (x.Rank is not (3 or 4) || cosines.Rank == 0 || !cosines.Dims.SequenceEqual(sines.Dims))
            throw ctx.Error($"the input must have 3 or 4 axes and both caches equal sizes, but they are {x.Type}, {cosines.Type}, {sines.Type}").AsRunError();
        long width = 2 * cosines.Dims[^1];
        if (x.Rank == 3 && numHeads == 0) numHeads = rotaryDim == 0 && width > 0 ? x.Dims[2] / width : 0;
        if (x.Rank == 3 && (numHeads <= 0 || numHeads > Math.Max(1, x.Dims[2]) || x.Dims[2] % numHeads != 0))
            throw ctx.Error($"num_heads = {numHeads} does not divide the last axis of {x.Type}").AsRunError();
        int batch = (int)x.Dims[0], rows = (int)x.Dims[x.Rank == 3 ? 1 : 2];
        int heads = (int)(x.Rank == 3 ? numHeads : x.Dims[1]), depth = (int)(x.Rank == 3 ? x.Dims[2] / numHeads : x.Dims[3]);
        int rotated = (int)(rotaryDim == 0 ? depth : rotaryDim);
        if (rotated < 0 || rotated > depth || rotated % 2 != 0 || rotated != width)
            throw ctx.Error($"{rotated} of {depth} elements cannot be rotated with caches that are {cosines.Dims[^1]} wide").AsRunError();

        var loop = Make(ctx, cosines, sines, positions, interleaved, rotated, batch, rows);
        var y = ctx.Output(0, x.DType, x.Dims);
        Tensor src = WorkingFloat.Open(x, DType.F32), dst = WorkingFloat.Target(y, DType.F32);
        if (x.Rank == 3) loop.Run(HeadView.OfRows(src, depth), HeadView.OfRows(dst, depth), batch, heads, rows, depth, ctx.Threads);
        else loop.Run(HeadView.OfHeads(src), HeadView.OfHeads(dst), batch, heads, rows, depth, ctx.Threads);
        WorkingFloat.Close(dst, y);
    }

    /// <summary>A loop whose lines are those that the positions name: one position per row, one offset for all rows, or,
    /// without positions, caches <c>[batch, rows, ·]</c>.</summary>
    public static RotaryLoop Make(EvalContext ctx, Tensor cosines, Tensor sines, Tensor? positions, bool interleaved, int rotated,
        int batch, int rows)
    {
        long[]? lines = positions?.ToInt64s();
        Func<int, int, long> line = lines is null ? (b, row) => (long)b * rows + row
            : lines.Length == 1 && positions!.Rank <= 1 ? (_, row) => lines[0] + row
            : (b, row) => lines[b * rows + row];
        var loop = new RotaryLoop
        {
            Rotated = rotated, Interleaved = interleaved, Line = line,
            Cosines = WorkingFloat.Open(cosines, DType.F32), Sines = WorkingFloat.Open(sines, DType.F32),
        };
        for (int b = 0; b < batch; b++)
        {
            for (int row = 0; row < rows; row++)
                if (line(b, row) is var at && (at < 0 || at >= loop.Lines))
                    throw ctx.Error($"position {at} is outside the caches, which have {loop.Lines} lines").AsRunError();
        }
        return loop;
    }
}
