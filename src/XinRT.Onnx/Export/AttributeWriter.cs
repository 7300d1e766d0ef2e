using Google.Protobuf;
using Google.Protobuf.Collections;
using XinRT.Ir;
using XinRT.Onnx.Proto;
using Kind = XinRT.Onnx.Proto.AttributeProto.Types.Kind;

namespace XinRT.Onnx.Export;

/// <summary>Turns attributes into <see cref="AttributeProto"/>: the inverse of
/// <see cref="Import.AttributeReader"/>.</summary>
internal static class AttributeWriter
{
    /// <summary>Appends all attributes, in order of name.</summary>
    public static void Write(AttributeMap attributes, RepeatedField<AttributeProto> to)
    {
        foreach (var (name, value) in attributes.Items) to.Add(Write(name, value));
    }

    /// <summary>One attribute.</summary>
    public static AttributeProto Write(string name, object value)
    {
        var proto = new AttributeProto { Name = name };
        switch (value)
        {
            case long i: (proto.Type, proto.I) = (Kind.Int, i); break;
            case float f: (proto.Type, proto.F) = (Kind.Float, f); break;
            case string s: (proto.Type, proto.S) = (Kind.String, ByteString.CopyFromUtf8(s)); break;
            case Tensor t: (proto.Type, proto.T) = (Kind.Tensor, TensorWriter.Write(t)); break;
            case IrType t: (proto.Type, proto.Tp) = (Kind.TypeProto, TypeWriter.Write(t)); break;
            case GraphProto g: (proto.Type, proto.G) = (Kind.Graph, g); break;
            case long[] a:
                proto.Type = Kind.Ints;
                proto.Ints.AddRange(a);
                break;
            case float[] a:
                proto.Type = Kind.Floats;
                proto.Floats.AddRange(a);
                break;
            case string[] a:
                proto.Type = Kind.Strings;
                proto.Strings.AddRange(a.Select(ByteString.CopyFromUtf8));
                break;
            default: throw new ArgumentException($"{value.GetType().Name} is not an attribute.", nameof(value));
        }
        return proto;
    }
}
