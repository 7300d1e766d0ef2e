using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Replaces each element by the value of its key; the default where no key fits. NaN equals NaN here. Keys and values
/// come as tensors or as lists; <c>classes_strings</c> (first version) maps between words and their positions.</summary>
[OnnxOperator("LabelEncoder", Domain = "ai.onnx.ml")]
public sealed record LabelEncoderOp(Tensor? KeysTensor = null, ValueArray<string>? KeysStrings = null, ValueArray<long>? KeysInt64s = null,
    ValueArray<float>? KeysFloats = null, Tensor? ValuesTensor = null, ValueArray<string>? ValuesStrings = null,
    ValueArray<long>? ValuesInt64s = null, ValueArray<float>? ValuesFloats = null, Tensor? DefaultTensor = null,
    string DefaultString = "_Unused", long DefaultInt64 = -1, float DefaultFloat = -0f, ValueArray<string>? ClassesStrings = null) : Operator
{
    /// <inheritdoc/>
    public override void Infer(InferContext ctx)
    {
        var (keys, values) = Table(ctx.InputDType(0));
        if (keys is null || values is null) throw ctx.Error("keys and values are needed, but one of them is missing").AsShapeError();
        if (keys.Count != values.Count)
            throw ctx.Error($"there must be as many values as keys, but there are {keys.Count} keys and {values.Count} values").AsShapeError();
        ctx.Require(0, keys.DType);
        if (Default(values.DType).DType != values.DType)
            throw ctx.Error($"the default must be {values.DType.Name()} as the values, but it is {DefaultTensor?.Type}").AsShapeError();
        ctx.Output(0, values.DType, ctx.InputShape(0));
    }

    /// <inheritdoc/>
    public override void Evaluate(EvalContext ctx)
    {
        var x = ctx.Input(0);
        var (keys, values) = Table(x.DType);
        var missing = Default(values!.DType);
        var y = ctx.Output(0, values.DType, x.Dims);
        int[] found = x.DType == DType.String ? Find<string>(keys!.Strings, x.Strings)
            : x.DType.IsFloat() ? Find<double>(keys!.ToDoubles(), x.ToDoubles()) : Find<long>(keys!.ToInt64s(), x.ToInt64s());
        switch (values.DType.SizeInBytes())
        {
            case 0: Gather<string>(found, values.Strings, missing.Strings[0], y.Strings); break;
            case 1: Gather(found, values.Span<byte>(), missing.Span<byte>()[0], y.Span<byte>()); break;
            case 2: Gather(found, values.Span<ushort>(), missing.Span<ushort>()[0], y.Span<ushort>()); break;
            case 4: Gather(found, values.Span<uint>(), missing.Span<uint>()[0], y.Span<uint>()); break;
            default: Gather(found, values.Span<ulong>(), missing.Span<ulong>()[0], y.Span<ulong>()); break;
        }
    }

    private (Tensor? Keys, Tensor? Values) Table(DType input)
    {
        if (ClassesStrings is { } words)
        {
            var names = Tensor.OfStrings(words.ToArray(), words.Count);
            var places = Tensor.From<long>([.. Enumerable.Range(0, words.Count).Select(i => (long)i)], words.Count);
            return input == DType.String ? (names, places) : (places, names);
        }
        return (KeysTensor ?? List(KeysStrings, KeysInt64s, KeysFloats), ValuesTensor ?? List(ValuesStrings, ValuesInt64s, ValuesFloats));
    }

    private static Tensor? List(ValueArray<string>? strings, ValueArray<long>? ints, ValueArray<float>? floats) =>
        strings is { IsEmpty: false } s ? Tensor.OfStrings(s.ToArray(), s.Count)
        : ints is { IsEmpty: false } i ? Tensor.From(i.Span, i.Count)
        : floats is { IsEmpty: false } f ? Tensor.From(f.Span, f.Count) : null;

    private Tensor Default(DType dtype) => DefaultTensor is { Count: > 0 } t ? t
        : dtype == DType.String ? Tensor.OfStrings([DefaultString], 1)
        : dtype == DType.I64 ? Tensor.From([DefaultInt64], 1)
        : Tensor.FromDoubles(dtype, [dtype.IsFloat() ? DefaultFloat : DefaultInt64], 1);

    private static int[] Find<T>(ReadOnlySpan<T> keys, ReadOnlySpan<T> items) where T : notnull
    {
        var places = new Dictionary<T, int>();
        for (int i = 0; i < keys.Length; i++) places.TryAdd(keys[i], i);
        var found = new int[items.Length];
        for (int i = 0; i < found.Length; i++) found[i] = places.GetValueOrDefault(items[i], -1);
        return found;
    }

    private static void Gather<T>(int[] found, ReadOnlySpan<T> values, T missing, Span<T> y)
    {
        for (int i = 0; i < found.Length; i++) y[i] = found[i] < 0 ? missing : values[found[i]];
    }
}
