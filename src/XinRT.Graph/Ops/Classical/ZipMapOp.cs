using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Turns each row of scores into a map from class label to score.</summary>
[OnnxOperator("ZipMap", Domain = "ai.onnx.ml")]
public sealed record ZipMapOp(ValueArray<long>? ClasslabelsInt64s = null, ValueArray<string>? ClasslabelsStrings = null) : Operator
{
    private ClassLabels Labels => new(ClasslabelsStrings, ClasslabelsInt64s);

    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.F32);
        if (ctx.InputShape(0) is { Rank: not (1 or 2) } shape) throw ctx.Error($"the input must be [N,C] or [C], but it is [{shape}]").AsShapeError();
        if (ctx.InputShape(0) is { } s && s[-1].IsConstant && s[-1] != Labels.Count)
            throw ctx.Error($"there must be a label for each of {s[-1]} columns, but there are {Labels.Count}").AsShapeError();
        ctx.Output(0, new SequenceType(new MapType(Labels.DType, new TensorType(DType.F32, Shape.Scalar))));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var (rows, columns) = Rows.Size(ctx);
        if (columns != Labels.Count) throw ctx.Error($"there must be a label for each of {columns} columns, but there are {Labels.Count}").AsRunError();
        var x = ctx.Input(0).Span<float>();
        var element = new TensorType(DType.F32, Shape.Scalar);
        var maps = new Datum[rows];
        for (int r = 0; r < rows; r++)
        {
            var items = new Dictionary<object, Datum>();
            for (int c = 0; c < columns; c++)
                items[Labels.AreStrings ? Labels.Strings!.Value[c] : Labels.Ints!.Value[c]] = Tensor.Scalar(x[r * columns + c]);
            maps[r] = new MapDatum(Labels.DType, element, items);
        }
        ctx.SetOutput(0, new SequenceDatum(new MapType(Labels.DType, element), maps));
    }
}
