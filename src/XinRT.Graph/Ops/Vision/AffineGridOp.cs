using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Sampling positions in [-1, 1] for GridSample: a grid of the given size, moved by an affine map per image.</summary>
[OnnxOperator("AffineGrid", Since = 20)]
public sealed record AffineGridOp(bool AlignCorners = false) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var theta = ctx.Input(0);
        if (ctx.Data(1) is not { } size)
        {
            int? rank = ctx.InputShape(1) is { Rank: 1 } s && s[0].IsConstant ? (int)s[0].Value : null;
            ctx.Output(0, theta.DType, rank is 4 or 5 ? ctx.NewShape(rank.Value) : null);
            return;
        }
        if (size.Count is not (4 or 5)) throw ctx.Error($"size must have 4 or 5 values, but it has {size.Count}").AsShapeError();
        ctx.Output(0, theta.DType, Shape.Of([size[0], .. size.Skip(2), (Dim)(size.Count - 2)]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var theta = ctx.Input(0);
        long[] size = ctx.Input(1).ToInt64s();
        int axes = size.Length - 2;
        if (axes is not (2 or 3)) throw ctx.Error($"size must have 4 or 5 values, but it has {size.Length}").AsRunError();
        if (theta.Rank != 3 || theta.Dims[0] != size[0] || theta.Dims[1] != axes || theta.Dims[2] != axes + 1)
            throw ctx.Error($"theta must be [{size[0]},{axes},{axes + 1}], but it is {theta.Type}").AsRunError();
        var y = ctx.Output(0, theta.DType, [size[0], .. size[2..], axes]);
        double[] map = theta.ToDoubles(), grid = new double[y.Count];
        long[] spatial = size[2..];
        double[][] steps = Array.ConvertAll(spatial, Positions);
        var index = new long[axes];
        int at = 0;
        for (long n = 0; n < size[0]; n++)
        {
            for (long i = Reference.Strides.Count(spatial); i > 0; i--, Reference.Strides.Next(index, spatial))
            {
                for (int row = 0; row < axes; row++)
                {
                    // The map takes x first: the innermost axis.
                    var line = map.AsSpan((int)((n * axes + row) * (axes + 1)), axes + 1);
                    double sum = line[axes];
                    for (int k = 0; k < axes; k++) sum += line[k] * steps[axes - 1 - k][index[axes - 1 - k]];
                    grid[at++] = sum;
                }
            }
        }
        ElementConverter.Write(grid, y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => ctx.Elementwise(6);

    private double[] Positions(long count)
    {
        var positions = new double[count];
        for (int i = 0; i < count; i++)
            positions[i] = AlignCorners ? (count == 1 ? 0 : -1 + 2.0 * i / (count - 1)) : -1 + (2.0 * i + 1) / count;
        return positions;
    }
}
