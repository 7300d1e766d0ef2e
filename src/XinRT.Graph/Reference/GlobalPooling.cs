using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Reduces every plane (first two axes) of a tensor to one element.</summary>
public static class GlobalPooling
{
    /// <summary>Inference shared by all: every spatial axis becomes 1.</summary>
    public static Shape? OutputShape(Shape? input)
    {
        if (input is null) return null;
        var dims = input.Dims.ToArray();
        for (int i = 2; i < dims.Length; i++) dims[i] = 1;
        return Shape.Of(dims);
    }

    /// <summary>Sizes after global pooling.</summary>
    public static long[] OutputDims(ReadOnlySpan<long> input)
    {
        long[] dims = input.ToArray();
        dims.AsSpan(Math.Min(2, dims.Length)).Fill(1);
        return dims;
    }

    /// <summary>Calls one of two reductions per plane: floats for types that F32 holds exactly, else doubles.</summary>
    public static void Run(Tensor input, Tensor output, PlaneReduction<float> single, PlaneReduction<double> wide, Workers threads)
    {
        var source = Widening.Load(input);
        var target = Widening.Target(output, source.DType);
        int planes = output.Count, size = planes == 0 ? 0 : input.Count / planes;
        ParallelRange.For(threads, planes, Math.Max(1, 32768 / Math.Max(1, size)), (from, to) =>
        {
            for (int p = from; p < to; p++)
            {
                if (source.DType == DType.F32) target.Span<float>()[p] = single(source.Span<float>().Slice(p * size, size));
                else target.Span<double>()[p] = wide(source.Span<double>().Slice(p * size, size));
            }
        });
        Widening.Store(target, output);
    }
}

/// <summary>Makes one number of a plane.</summary>
public delegate T PlaneReduction<T>(ReadOnlySpan<T> plane);
