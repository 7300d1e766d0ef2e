using XinRT.Onnx.Proto;

namespace XinRT.Onnx.Import;

/// <summary>Turns a <see cref="TypeProto"/> into an <see cref="IrType"/>. Sparse tensors become dense ones.</summary>
internal static class TypeReader
{
    /// <summary>The type; axes without size or name become symbols named after the value and the axis.</summary>
    public static IrType Read(TypeProto? proto, string value)
    {
        var type = Convert(proto, value);
        if (type.Depth <= IrType.MaxDepth) return type;
        throw new ModelException("XIN1010", $"value '{value}'", $"types may be nested {IrType.MaxDepth} deep, but its type is {type.Depth} deep",
            hint: "check the exporter");
    }

    private static IrType Convert(TypeProto? proto, string value) => proto?.ValueCase switch
    {
        TypeProto.ValueOneofCase.TensorType => Read(proto.TensorType, value),
        TypeProto.ValueOneofCase.SparseTensorType => Read(proto.SparseTensorType, value),
        TypeProto.ValueOneofCase.SequenceType => new SequenceType(Convert(proto.SequenceType.ElemType, value)),
        TypeProto.ValueOneofCase.OptionalType => new OptionalType(Convert(proto.OptionalType.ElemType, value)),
        TypeProto.ValueOneofCase.MapType => new MapType((DType)proto.MapType.KeyType, Convert(proto.MapType.ValueType, value)),
        _ => new TensorType(DType.Undefined, null),
    };

    private static TensorType Read(TypeProto.Types.TensorKind proto, string value)
    {
        var dtype = ((DType)proto.ElemType).IsKnown() ? (DType)proto.ElemType : DType.Undefined;
        if (proto.Shape is null) return new(dtype, null);
        var dims = new Dim[proto.Shape.Dim.Count];
        for (int i = 0; i < dims.Length; i++)
        {
            var dim = proto.Shape.Dim[i];
            bool known = dim.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue && dim.DimValue >= 0;
            dims[i] = known ? dim.DimValue : Symbol(dim.DimParam, $"{value}.{i}");
        }
        return new(dtype, Shape.Of(dims));
    }

    // Exporters write plain names and, since torch.export, expressions such as "s0 + 1".
    private static Dim Symbol(string name, string missing)
    {
        if (name.Length is > 0 and < 256)
        {
            try
            {
                return DimParser.Parse(name);
            }
            catch (Exception e) when (e is FormatException or ShapeException)
            {
                return Dim.Symbol(Clean(name));
            }
        }
        return Dim.Symbol(Clean(missing));
    }

    private static string Clean(string name)
    {
        string clean = string.Concat(name.Take(64).Select(c => char.IsLetterOrDigit(c) || c is '_' or '.' ? c : '_'));
        return clean.Length == 0 || char.IsAsciiDigit(clean[0]) ? "_" + clean : clean;
    }
}
