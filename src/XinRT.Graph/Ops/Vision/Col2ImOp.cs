using System.Numerics;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Adds the columns of sliding blocks back into an image; what overlaps is summed. Inputs: columns
/// <c>[n, channels·block, positions]</c>, image sizes, block sizes.</summary>
[OnnxOperator("Col2Im", Since = 18)]
public sealed record Col2ImOp(ValueArray<long> Dilations = default, ValueArray<long> Pads = default,
    ValueArray<long> Strides = default) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        int? axes = ctx.InputShape(1) is { Rank: 1 } s && s[0].IsConstant ? (int)s[0].Value : null;
        Dim batch = x.Shape is { Rank: 3 } ? x.Shape[0] : ctx.NewDim();
        Dim channels = x.Shape is { Rank: 3 } && ctx.Data(2) is { } block
            ? Dim.FloorDiv(x.Shape[1], block.Aggregate((Dim)1, (a, b) => a * b)) : ctx.NewDim();
        Shape? image = ctx.Data(1) is { } sizes ? Shape.Of([.. sizes]) : axes is { } n ? ctx.NewShape(n) : null;
        ctx.Output(0, x.DType, image is null ? null : Shape.Of([batch, channels, .. image]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        long[] image = ctx.Input(1).ToInt64s(), block = ctx.Input(2).ToInt64s();
        var geometry = new SpatialGeometry(block, Strides, Dilations, Pads);
        long blockSize = Reference.Strides.Count(block);
        if (x.Rank != 3 || blockSize < 1 || x.Dims[1] % blockSize != 0)
            throw ctx.Error($"the input must be [n, channels·{blockSize}, positions]").AsRunError();
        long channels = x.Dims[1] / blockSize;
        var windows = geometry.Windows(ctx, [x.Dims[0], channels, .. image]);
        long[] positions = [.. windows.Select(w => w.Out)];
        if (Reference.Strides.Count(positions) != x.Dims[2])
        {
            throw ctx.Error($"an image [{string.Join(',', image)}] has {Reference.Strides.Count(positions)} block positions, but the input has {x.Dims[2]}")
                .AsRunError();
        }
        var y = ctx.Output(0, x.DType, [x.Dims[0], channels, .. image]);
        if (x.DType.IsComplex())
        {
            // Real and imaginary parts are added as two more planes of doubles.
            Complex[] values = x.DType == DType.C128 ? x.Span<Complex>().ToArray() : [.. x.Span<Complex64>().ToArray().Select(z => z.ToComplex())];
            double[] real = Add(Array.ConvertAll(values, z => z.Real), y.Count, image, block, windows, positions);
            double[] imaginary = Add(Array.ConvertAll(values, z => z.Imaginary), y.Count, image, block, windows, positions);
            for (int i = 0; i < y.Count; i++)
            {
                if (x.DType == DType.C128) y.Span<Complex>()[i] = new(real[i], imaginary[i]);
                else y.Span<Complex64>()[i] = new((float)real[i], (float)imaginary[i]);
            }
            return;
        }
        if (x.DType.IsInteger()) WrappingIntegers.Write(Add(x.ToInt64s(), y.Count, image, block, windows, positions), y);
        else ElementConverter.Write(Add(x.ToDoubles(), y.Count, image, block, windows, positions), y);
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(ctx.InputCount(0), ctx.Bytes);

    private static T[] Add<T>(T[] columns, int count, long[] image, long[] block, AxisWindow[] windows, long[] positions) where T : INumberBase<T>
    {
        var dst = new T[count];
        long[] strides = Reference.Strides.Of(image), offset = new long[block.Length], at = new long[block.Length];
        int plane = (int)Reference.Strides.Count(image), blockSize = (int)Reference.Strides.Count(block);
        int perRow = (int)Reference.Strides.Count(positions);
        for (int row = 0; row < columns.Length / Math.Max(1, perRow); row++, Reference.Strides.Next(offset, block))
        {
            int origin = row / blockSize * plane;
            Array.Clear(at);
            for (int p = 0; p < perRow; p++, Reference.Strides.Next(at, positions))
            {
                long place = 0;
                bool inside = true;
                for (int i = 0; i < at.Length && inside; i++)
                {
                    long position = at[i] * windows[i].Stride - windows[i].PadBegin + offset[i] * windows[i].Dilation;
                    inside = position >= 0 && position < image[i];
                    place += position * strides[i];
                }
                if (inside) dst[origin + place] += columns[row * perRow + p];
            }
        }
        return dst;
    }
}
