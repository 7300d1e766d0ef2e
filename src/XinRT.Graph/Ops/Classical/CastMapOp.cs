using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>A map with integer keys as one row: its values in order of key (dense), or each at the column its key names
/// (sparse, <c>max_map</c> columns).</summary>
[OnnxOperator("CastMap", Domain = "ai.onnx.ml")]
public sealed record CastMapOp(string CastTo = "TO_FLOAT", string MapForm = "DENSE", long MaxMap = 1) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        if (Maps.Type(ctx).Key != DType.I64) throw ctx.Error($"the keys must be i64, but the map is {Maps.Type(ctx)}").AsShapeError();
        if (MapForm is not ("DENSE" or "SPARSE")) throw ctx.Error($"map_form must be DENSE or SPARSE, but it is {MapForm}").AsShapeError();
        if (MapForm == "SPARSE" && MaxMap <= 0) throw ctx.Error($"max_map must be 1 or more, but it is {MaxMap}").AsShapeError();
        if (Target == DType.Undefined) throw ctx.Error($"cast_to must be TO_FLOAT, TO_STRING or TO_INT64, but it is {CastTo}").AsShapeError();
        ctx.Output(0, Target, Shape.Of([1, MapForm == "SPARSE" ? MaxMap : ctx.NewDim()]));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var map = Maps.Read(ctx);
        bool sparse = MapForm == "SPARSE";
        var y = ctx.Output(0, Target, 1, sparse ? MaxMap : map.Items.Count);
        if (sparse && Target == DType.String) y.Strings.Fill("");
        else if (sparse) y.Bytes.Span.Clear();
        int next = 0;
        foreach (var (key, value) in map.Items.OrderBy(p => (long)p.Key))
        {
            long column = sparse ? (long)key : next++;
            if (column < 0 || column >= y.Count)
                throw ctx.Error($"a key must be from 0 to {y.Count - 1}, but one is {column}").AsRunError();
            Maps.Store(value, y, (int)column);
        }
    }

    private DType Target => CastTo switch
    {
        "TO_FLOAT" => DType.F32,
        "TO_STRING" => DType.String,
        "TO_INT64" => DType.I64,
        _ => DType.Undefined,
    };
}
