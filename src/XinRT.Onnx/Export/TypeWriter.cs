using XinRT.Onnx.Proto;

namespace XinRT.Onnx.Export;

/// <summary>Turns an <see cref="IrType"/> into a <see cref="TypeProto"/>.</summary>
internal static class TypeWriter
{
    /// <summary>A value with its type; a type that is not known is left out.</summary>
    /// <param name="name">The value's name in the model.</param>
    /// <param name="type">Its type.</param>
    public static ValueInfoProto Write(string name, IrType type)
    {
        var info = new ValueInfoProto { Name = name };
        if (type is not TensorType { DType: DType.Undefined, Shape: null }) info.Type = Write(type);
        return info;
    }

    /// <summary>The type. Numbers and plain symbols of shapes are written; a size that is an expression is left
    /// open.</summary>
    public static TypeProto Write(IrType type) => type switch
    {
        SequenceType s => new() { SequenceType = new() { ElemType = Write(s.Element) } },
        OptionalType o => new() { OptionalType = new() { ElemType = Write(o.Element) } },
        MapType m => new() { MapType = new() { KeyType = (int)m.Key, ValueType = Write(m.Element) } },
        TensorType t => new() { TensorType = new() { ElemType = (int)t.DType, Shape = Write(t.Shape) } },
        _ => throw new ArgumentException($"{type} has no form in ONNX.", nameof(type)),
    };

    private static TensorShapeProto? Write(Shape? shape)
    {
        if (shape is null) return null;
        var proto = new TensorShapeProto();
        foreach (var dim in shape) proto.Dim.Add(Write(dim));
        return proto;
    }

    private static TensorShapeProto.Types.Dimension Write(Dim dim)
    {
        if (dim.IsConstant) return new() { DimValue = dim.Value };
        string text = dim.ToString();
        return IsIdentifier(text) ? new() { DimParam = text } : new();
    }

    private static bool IsIdentifier(string text) =>
        !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
