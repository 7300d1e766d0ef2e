using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Replaces strings by integers or integers by strings, from two parallel lists.</summary>
[OnnxOperator("CategoryMapper", Domain = "ai.onnx.ml")]
public sealed record CategoryMapperOp(ValueArray<long> CatsInt64s, ValueArray<string> CatsStrings, long DefaultInt64 = -1,
    string DefaultString = "_Unused") : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        ctx.Require(0, DType.String, DType.I64);
        if (CatsInt64s.Count != CatsStrings.Count)
            throw ctx.Error($"both lists must be of one length, but they have {CatsInt64s.Count} integers and {CatsStrings.Count} strings").AsShapeError();
        ctx.Output(0, ctx.InputDType(0) == DType.String ? DType.I64 : DType.String, ctx.InputShape(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        if (x.DType == DType.String)
        {
            var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
            for (int i = 0; i < CatsStrings.Count; i++) numbers.TryAdd(CatsStrings[i], CatsInt64s[i]);
            var y = ctx.Output(0, DType.I64, x.Dims).Span<long>();
            for (int i = 0; i < y.Length; i++) y[i] = numbers.GetValueOrDefault(x.Strings[i], DefaultInt64);
        }
        else
        {
            var words = new Dictionary<long, string>();
            for (int i = 0; i < CatsStrings.Count; i++) words.TryAdd(CatsInt64s[i], CatsStrings[i]);
            var y = ctx.Output(0, DType.String, x.Dims).Strings;
            for (int i = 0; i < y.Length; i++) y[i] = words.GetValueOrDefault(x.Span<long>()[i], DefaultString);
        }
    }
}
