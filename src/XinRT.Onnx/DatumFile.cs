using Google.Protobuf;
using XinRT.Onnx.Import;
using XinRT.Onnx.Proto;

namespace XinRT.Onnx;

/// <summary>Reads a value stored as an ONNX message, as in the <c>.pb</c> files of test data sets.</summary>
public static class DatumFile
{
    /// <summary>Reads bytes as a value of the kind that <paramref name="type"/> says; shapes need not agree.</summary>
    public static Datum Parse(ReadOnlySpan<byte> bytes, IrType type, string name)
    {
        try
        {
            return type switch
            {
                SequenceType s => Read(SequenceProto.Parser.ParseFrom(bytes), s),
                OptionalType o => Read(OptionalProto.Parser.ParseFrom(bytes), o),
                MapType m => Read(MapProto.Parser.ParseFrom(bytes), m),
                _ => TensorReader.Read(TensorProto.Parser.ParseFrom(bytes), ExternalData.None),
            };
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelException("XIN1001", name, $"a stored value is wanted, but it does not parse ({e.Message})", inner: e);
        }
    }

    private static SequenceDatum Read(SequenceProto proto, SequenceType type) => new(type.Element, type.Element switch
    {
        SequenceType s => [.. proto.SequenceValues.Select(v => Read(v, s))],
        OptionalType o => [.. proto.OptionalValues.Select(v => Read(v, o))],
        MapType m => [.. proto.MapValues.Select(v => Read(v, m))],
        _ => [.. proto.TensorValues.Select(v => TensorReader.Read(v, ExternalData.None))],
    });

    private static OptionalDatum Read(OptionalProto proto, OptionalType type) => new(type.Element, type.Element switch
    {
        SequenceType s => proto.SequenceValue is { } v ? Read(v, s) : null,
        OptionalType o => proto.OptionalValue is { } v ? Read(v, o) : null,
        MapType m => proto.MapValue is { } v ? Read(v, m) : null,
        _ => proto.TensorValue is { } v ? TensorReader.Read(v, ExternalData.None) : null,
    });

    private static MapDatum Read(MapProto proto, MapType type)
    {
        var values = proto.Values is null ? [] : Read(proto.Values, new SequenceType(type.Element)).Items;
        var items = new Dictionary<object, Datum>();
        for (int i = 0; i < values.Count; i++)
        {
            object key = type.Key == DType.String ? proto.StringKeys[i].ToStringUtf8() : proto.Keys[i];
            items[key] = values[i];
        }
        return new(type.Key, type.Element, items);
    }
}
