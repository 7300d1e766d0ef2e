using System.Globalization;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>A 1 at the position of each element's category along a new last axis. An unknown category gives only zeros, or an
/// error if <c>zeros</c> is not set.</summary>
[OnnxOperator("OneHotEncoder", Domain = "ai.onnx.ml")]
public sealed record OneHotEncoderOp(ValueArray<long>? CatsInt64s = null, ValueArray<string>? CatsStrings = null, bool Zeros = true) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.String, DType.I64, DType.I32, DType.F32, DType.F64);
        if (ctx.InputDType(0) == DType.String ? CatsStrings is null : CatsInt64s is null)
            throw ctx.Error($"categories for {ctx.InputDType(0).Name()} are needed, but there are none").AsShapeError();
        int count = Categories(ctx.InputDType(0));
        ctx.Output(0, DType.F32, ctx.InputShape(0) is { } shape ? Shape.Of([.. shape.Dims, count]) : null);
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        int count = Categories(x.DType);
        var places = new Dictionary<object, int>();
        for (int i = 0; i < count; i++) places.TryAdd(x.DType == DType.String ? CatsStrings!.Value[i] : CatsInt64s!.Value[i], i);
        long[] numbers = x.DType == DType.String ? [] : x.ToInt64s();
        var output = ctx.Output(0, DType.F32, [.. x.Dims, count]);
        var y = output.Span<float>();
        y.Clear();
        for (int i = 0; i < x.Count; i++)
        {
            object item = x.DType == DType.String ? x.Strings[i] : numbers[i];
            if (places.TryGetValue(item, out int place)) y[i * count + place] = 1;
            else if (!Zeros)
                throw ctx.Error(string.Create(CultureInfo.InvariantCulture, $"each element must be one of {count} categories, but '{item}' is not")).AsRunError();
        }
    }

    private int Categories(DType dtype) => dtype == DType.String ? CatsStrings!.Value.Count : CatsInt64s!.Value.Count;
}
