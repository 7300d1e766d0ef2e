using System.Text;
using Google.Protobuf;
using XinRT.Onnx.Proto;

namespace XinRT.Onnx.Export;

/// <summary>Turns a <see cref="Tensor"/> into a <see cref="TensorProto"/>. Elements are raw bytes that share the
/// tensor's memory; types of 2 and 4 bits are packed.</summary>
internal static class TensorWriter
{
    /// <summary>The whole tensor.</summary>
    public static TensorProto Write(Tensor tensor, string name = "")
    {
        var proto = Head(tensor, name);
        if (tensor.DType != DType.String) proto.RawData = UnsafeByteOperations.UnsafeWrap(Raw(tensor));
        return proto;
    }

    /// <summary>Name, type and sizes; strings too, which are never raw. Other elements are given later.</summary>
    public static TensorProto Head(Tensor tensor, string name)
    {
        if (tensor.IsElided)
        {
            throw new ModelException("XIN1013", $"constant '{name}'",
                $"its contents are wanted, but only its type {tensor.Type} is known",
                hint: "export the model, not the graph of an engine");
        }
        var proto = new TensorProto { Name = name, DataType = (int)tensor.DType };
        proto.Dims.AddRange(tensor.Dims);
        if (tensor.DType == DType.String)
            foreach (string text in tensor.Strings) proto.StringData.Add(ByteString.CopyFrom(text, Encoding.UTF8));
        return proto;
    }

    /// <summary>The elements as a file has them.</summary>
    public static ReadOnlyMemory<byte> Raw(Tensor tensor) => tensor.DType.IsPacked()
        ? PackedBits.Pack(tensor.DType, tensor.Bytes.Span) : tensor.Bytes;

    /// <summary>Bytes of <see cref="Raw"/>; 0 for strings.</summary>
    public static long RawBytes(Tensor tensor) => ((long)tensor.Count * tensor.DType.BitWidth() + 7) / 8;
}
