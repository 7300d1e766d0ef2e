using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>A map as one row: the value of each word of the vocabulary, 0 where the map lacks it.</summary>
[OnnxOperator("DictVectorizer", Domain = "ai.onnx.ml")]
public sealed record DictVectorizerOp(ValueArray<long>? Int64Vocabulary = null, ValueArray<string>? StringVocabulary = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var key = Maps.Type(ctx).Key;
        if (key == DType.String ? StringVocabulary is null : Int64Vocabulary is null)
            throw ctx.Error($"a vocabulary of {key.Name()} is needed, as the map is {Maps.Type(ctx)}").AsShapeError();
        ctx.Output(0, Maps.ValueType(ctx), Shape.Of([1, Count(key)]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var map = Maps.Read(ctx);
        var dtype = ((TensorType)((MapType)map.Type).Element).DType;
        var y = ctx.Output(0, dtype, 1, Count(map.Key));
        if (dtype == DType.String) y.Strings.Fill("");
        else y.Bytes.Span.Clear();
        for (int i = 0; i < y.Count; i++)
        {
            object key = map.Key == DType.String ? StringVocabulary!.Value[i] : Int64Vocabulary!.Value[i];
            if (map.Items.TryGetValue(key, out var value)) Maps.Store(value, y, i);
        }
    }

    private int Count(DType key) => key == DType.String ? StringVocabulary!.Value.Count : Int64Vocabulary!.Value.Count;
}
