using System.Globalization;
using XinRT.Ir;

namespace XinRT.Ops;

/// <summary>Reading of map values: keys are integers or strings, each value one element.</summary>
internal static class Maps
{
    /// <summary>Type of a map input.</summary>
    public static MapType Type(InferContext ctx) => ctx.AnyInput(0) as MapType
        ?? throw ctx.Error($"the input must be a map, but it is {ctx.AnyInput(0)}").AsShapeError();

    /// <summary>Element type of a map's values.</summary>
    public static DType ValueType(InferContext ctx) => Type(ctx).Element is TensorType t ? t.DType
        : throw ctx.Error($"the map must hold single elements, but it is {Type(ctx)}").AsShapeError();

    /// <summary>The map input at run time.</summary>
    public static MapDatum Read(EvalContext ctx) => ctx.AnyInput(0) as MapDatum
        ?? throw ctx.Error($"the input must be a map, but it is {ctx.AnyInput(0).Type}").AsRunError();

    /// <summary>Copies one element into a tensor, converted between number and text if the types ask for it.</summary>
    public static void Store(Datum value, Tensor y, int index)
    {
        var source = (Tensor)value;
        if (y.DType == DType.String)
        {
            y.Strings[index] = source.DType switch
            {
                DType.String => source.Strings[0],
                DType.I64 => source.Span<long>()[0].ToString(CultureInfo.InvariantCulture),
                _ => ((float)source.ToDoubles()[0]).ToString("R", CultureInfo.InvariantCulture),
            };
        }
        else if (y.DType == DType.I64)
        {
            y.Span<long>()[index] = source.DType == DType.String
                ? long.Parse(source.Strings[0], NumberStyles.Integer, CultureInfo.InvariantCulture) : source.ToInt64s()[0];
        }
        else
        {
            double number = source.DType == DType.String
                ? double.Parse(source.Strings[0], NumberStyles.Float, CultureInfo.InvariantCulture) : source.ToDoubles()[0];
            int size = y.DType.SizeInBytes();
            ElementConverter.Write([number], new Tensor(y.DType, [1], y.Bytes.Slice(index * size, size)));
        }
    }
}
