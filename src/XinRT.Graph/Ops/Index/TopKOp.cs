using System.Numerics.Tensors;
using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>The <c>k</c> largest or smallest elements along an axis with their places, best first; of equal elements the
/// earlier one counts more. NaN is above every number.</summary>
[OnnxOperator("TopK", Since = 10)]
public sealed record TopKOp(long Axis = -1, bool Largest = true, bool Sorted = true) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var x = ctx.Input(0);
        Shape? shape = null;
        if (x.Shape is { } s)
        {
            int axis = ctx.Axis(Axis, s.Rank);
            Dim k = ctx.Data(1) is [var known] ? known : ctx.NewDim();
            if (k.IsConstant && (k.Value < 0 || (s[axis].IsConstant && k.Value > s[axis].Value)))
                throw WrongCount(ctx.Error, s[axis], k).AsShapeError();
            shape = s.With(axis, k);
        }
        ctx.Output(0, x.DType, shape);
        ctx.Output(1, DType.I64, shape);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        int axis = ctx.Axis(Axis, x.Rank);
        var split = AxisSplit.Of(x.Dims, axis);
        long k = ctx.Input(1).ToInt64s() is [var given] ? given : throw ctx.Error("k must be one number").AsRunError();
        if (k < 0 || k > split.Size) throw WrongCount(ctx.Error, split.Size, k).AsRunError();
        long[] dims = x.Dims.ToArray();
        dims[axis] = k;
        int count = (int)Strides.Count(dims);
        using Rented<long> places = new(count), indices = new(count), keys = new(x.Count);
        SortKeys.Write(x, keys.Span);
        // Inverting all bits reverses the order, so that the best is always the smallest key.
        if (Largest) TensorPrimitives.OnesComplement(keys.Span, keys.Span);

        var to = split with { Size = (int)k };
        ParallelRange.For(ctx.Threads, split.Outer * split.Inner, Math.Max(1, 65536 / Math.Max(1, split.Size)), (begin, end) =>
        {
            using var buffer = new Rented<Candidate>((int)Math.Min(split.Size, 2L * k));
            for (int row = begin; row < end; row++)
            {
                var best = Best(keys.Span, split, row / split.Inner, row % split.Inner, (int)k, buffer.Span);
                for (int i = 0; i < best.Length; i++)
                {
                    int at = (int)to.At(row / split.Inner, i, row % split.Inner);
                    indices.Span[at] = best[i].Index;
                    places.Span[at] = split.At(row / split.Inner, best[i].Index, row % split.Inner);
                }
            }
        });
        if (ctx.Wants(0)) BlockMove.Gather(x, places.Memory, 1, ctx.Output(0, x.DType, dims));
        if (ctx.Wants(1)) indices.Span.CopyTo(ctx.Output(1, DType.I64, dims).Span<long>());
    }

    /// <inheritdoc/>
    public override Cost EstimateCost(CostContext ctx) => new(ctx.InputCount(0) * 2, ctx.Bytes);

    // Candidates gather in a buffer of twice k; whenever it is full, the worse half leaves.
    private static ReadOnlySpan<Candidate> Best(ReadOnlySpan<long> keys, AxisSplit split, int outer, int inner, int k,
        Span<Candidate> buffer)
    {
        if (k == 0) return [];
        int count = 0;
        long worst = long.MaxValue;
        for (int i = 0; i < split.Size; i++)
        {
            long key = keys[(int)split.At(outer, i, inner)];
            // Later ones lose against equal earlier ones.
            if (count >= k && key >= worst) continue;
            buffer[count++] = new(key, i);
            if (count < buffer.Length) continue;
            buffer.Sort();
            count = k;
            worst = buffer[k - 1].Key;
        }
        buffer[..count].Sort();
        return buffer[..k];
    }

    private static OpError WrongCount(Func<string, OpError> error, Dim size, Dim k) =>
        error($"k must be from 0 to the axis's size {size}, but it is {k}");

    private readonly record struct Candidate(long Key, int Index) : IComparable<Candidate>
    {
        public int CompareTo(Candidate other) => Key != other.Key ? Key.CompareTo(other.Key) : Index - other.Index;
    }
}
