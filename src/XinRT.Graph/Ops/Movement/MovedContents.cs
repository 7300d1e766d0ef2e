using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Ops;

/// <summary>Follows symbolic contents through operators that only move elements: the operator is evaluated on the positions
/// of the elements, which tells where each one goes. So each such operator states its movement once.</summary>
internal static class MovedContents
{
    // Contents are short; what needs more room on the way is not shape arithmetic.
    private const long MaxBytes = 1 << 20;

    /// <summary>Sets the contents of the outputs if those of the data inputs are known and all other inputs are constant. Call
    /// after the output types are set.</summary>
    public static void Propagate(InferContext ctx, params ReadOnlySpan<int> dataInputs)
    {
        if (!AllSmall(ctx)) return;
        // Place 0 holds the zero that padding brings in.
        var contents = new List<Dim> { 0 };
        var inputs = new Datum?[ctx.InputCount];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!ctx.Has(i)) continue;
            inputs[i] = dataInputs.Contains(i) ? Positions(ctx, i, contents) : Numbers(ctx, i);
            if (inputs[i] is null) return;
        }
        IReadOnlyList<Datum?> outputs;
        try
        {
            outputs = NodeEvaluation.Run(ctx.Node, inputs, new ReferenceExecutor { Threads = 1, MaxTensorBytes = MaxBytes });
        }
        catch (XinException)
        {
            // An index out of range is an error only if the node runs at all.
            return;
        }
        for (int i = 0; i < outputs.Count; i++)
            if (outputs[i] is Tensor { DType: DType.I64 } t) ctx.OutputData(i, [.. t.ToInt64s().Select(at => contents[(int)at])]);
    }

    private static bool AllSmall(InferContext ctx) => ctx.Node.Outputs.All(v => v is null
        || (v.TensorType.Shape is { IsStatic: true } s && s.Count.Value <= InferContext.MaxData && s.Dims.ToArray().All(d => d.Value >= 0)));

    private static Tensor? Positions(InferContext ctx, int input, List<Dim> contents)
    {
        if (ctx.Contents(input) is not { } data || ctx.InputShape(input) is not { } shape || !shape.TryGetStatic(out long[]? dims)
            || Strides.Count(dims) != data.Count) return null;
        int first = contents.Count;
        contents.AddRange(data);
        return Tensor.From<long>([.. Enumerable.Range(first, data.Count).Select(i => (long)i)]).Reshape(dims);
    }

    private static Tensor? Numbers(InferContext ctx, int input)
    {
        if (ctx.Constant(input) is { } constant) return constant;
        return ctx.ConstantInts(input) is { } numbers && ctx.InputShape(input) is { } shape && shape.TryGetStatic(out long[]? dims)
            ? Tensor.From<long>(numbers).Reshape(dims) : null;
    }
}
