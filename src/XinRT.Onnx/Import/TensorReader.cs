using System.Runtime.InteropServices;
using System.Text;
using XinRT.Onnx.Proto;

namespace XinRT.Onnx.Import;

/// <summary>Turns a <see cref="TensorProto"/> of any element type and storage into a <see cref="Tensor"/>.</summary>
/// <remarks>Raw and external data is used in place; only packed types (2 and 4 bits) are unpacked to a byte per
/// element.</remarks>
public static class TensorReader
{
    // A sparse tensor states its size without having it.
    private const long MaxDenseBytes = 256 << 20;

    /// <summary>Reads a dense tensor.</summary>
    public static Tensor Read(TensorProto proto, ExternalData external)
    {
        var dtype = (DType)proto.DataType;
        if (!dtype.IsKnown()) throw Error(proto, $"element types 1 to {(int)DType.I2} are known, but it has {proto.DataType}");
        long[] dims = [.. proto.Dims];
        long count = 1;
        foreach (long d in dims)
        {
            if (d < 0) throw Error(proto, $"sizes must be 0 or more, but one is {d}");
            count = SaturatingMath.Multiply(count, d);
        }
        long bytes = SaturatingMath.Multiply(count, Math.Max(1, dtype.SizeInBytes()));
        if (bytes > Tensor.MaxBytes)
        {
            throw new ModelException("XIN2002", $"tensor '{proto.Name}'",
                $"one tensor may take {Tensor.MaxBytes} bytes, but {dtype.Name()}[{string.Join(',', dims)}] takes {bytes}",
                hint: "split it in the model, an embedding by rows for example, or store it in a smaller type");
        }
        int n = (int)count;

        if (dtype == DType.String) return ReadStrings(proto, n, dims);
        if (proto.DataLocation == 1) return FromBytes(dtype, dims, n, external.Read(proto, FileBytes(dtype, n)));
        if (proto.RawData.Length > 0 || n == 0)
        {
            long wanted = FileBytes(dtype, n);
            if (proto.RawData.Length != wanted) throw Error(proto, $"its type needs {wanted} raw bytes, but it has {proto.RawData.Length}");
            return FromBytes(dtype, dims, n, MemoryMarshal.AsMemory(proto.RawData.Memory));
        }
        return FromTyped(proto, dtype, dims, n);
    }

    /// <summary>Reads a sparse tensor into a dense one.</summary>
    public static Tensor Read(SparseTensorProto proto, ExternalData external)
    {
        if (proto.Values is null || proto.Indices is null)
            throw new ModelException("XIN1007", "sparse tensor", "it needs values and indices, but one is absent");
        var values = Read(proto.Values, external);
        long[] indices = Read(proto.Indices, external).ToInt64s();
        long[] dims = [.. proto.Dims];
        double bytes = dims.Aggregate((double)Math.Max(IntPtr.Size, values.DType.SizeInBytes()), (a, b) => a * b);
        if (bytes > MaxDenseBytes) throw Error(proto.Values, $"a sparse tensor may take {MaxDenseBytes} bytes when filled, but [{string.Join(',', dims)}] takes more");
        var dense = Tensor.Zeros(values.DType, dims);
        int width = proto.Indices.Dims.Count == 2 ? (int)proto.Indices.Dims[1] : 1;
        if (indices.Length != values.Count * width || (width != 1 && width != dims.Length))
            throw Error(proto.Values, $"{values.Count} sparse values need one index or {dims.Length} coordinates each, but there are {indices.Length} numbers");
        for (int i = 0; i < values.Count; i++)
        {
            long at = 0;
            if (width == 1) at = indices[i];
            else for (int axis = 0; axis < width; axis++) at = at * dims[axis] + indices[i * width + axis];
            if (at < 0 || at >= dense.Count) throw Error(proto.Values, $"a sparse index is {at}, but the tensor has {dense.Count} elements");
            if (values.DType == DType.String)
            {
                dense.Strings[(int)at] = values.Strings[i];
                continue;
            }
            int size = values.DType.SizeInBytes();
            values.Bytes.Span.Slice(i * size, size).CopyTo(dense.Bytes.Span[((int)at * size)..]);
        }
        return dense;
    }

    private static long FileBytes(DType dtype, long count) => (count * dtype.BitWidth() + 7) / 8;

    private static Tensor FromBytes(DType dtype, long[] dims, int count, Memory<byte> bytes) =>
        dtype.IsPacked() ? new(dtype, dims, PackedBits.Unpack(dtype, bytes.Span, count)) : new(dtype, dims, bytes);

    private static Tensor ReadStrings(TensorProto proto, int count, long[] dims)
    {
        if (proto.StringData.Count != count) throw Error(proto, $"its sizes need {count} strings, but it has {proto.StringData.Count}");
        return Tensor.OfStrings([.. proto.StringData.Select(s => Encoding.UTF8.GetString(s.Span))], dims);
    }

    private static Tensor FromTyped(TensorProto proto, DType dtype, long[] dims, int count)
    {
        switch (dtype)
        {
            case DType.F32: return Take<float, float>(proto, dtype, dims, count, proto.FloatData, static x => x);
            case DType.C64: return Take<float, float>(proto, dtype, dims, count * 2, proto.FloatData, static x => x);
            case DType.F64: return Take<double, double>(proto, dtype, dims, count, proto.DoubleData, static x => x);
            case DType.C128: return Take<double, double>(proto, dtype, dims, count * 2, proto.DoubleData, static x => x);
            case DType.I64: return Take<long, long>(proto, dtype, dims, count, proto.Int64Data, static x => x);
            case DType.U64: return Take<ulong, ulong>(proto, dtype, dims, count, proto.Uint64Data, static x => x);
            case DType.U32: return Take<ulong, uint>(proto, dtype, dims, count, proto.Uint64Data, static x => (uint)x);
            case DType.I32: return Take<int, int>(proto, dtype, dims, count, proto.Int32Data, static x => x);
            case DType.I16 or DType.U16 or DType.F16 or DType.BF16:
                return Take<int, ushort>(proto, dtype, dims, count, proto.Int32Data, static x => (ushort)x);
            case DType.U4 or DType.I4 or DType.F4E2M1 or DType.U2 or DType.I2:
                byte[] packed = [.. proto.Int32Data.Select(x => (byte)x)];
                if (packed.Length < FileBytes(dtype, count)) throw Error(proto, $"its sizes need {FileBytes(dtype, count)} numbers, but it has {packed.Length}");
                return new(dtype, dims, PackedBits.Unpack(dtype, packed, count));
            default: return Take<int, byte>(proto, dtype, dims, count, proto.Int32Data, static x => (byte)x);
        }
    }

    private static Tensor Take<TFrom, TTo>(TensorProto proto, DType dtype, long[] dims, int count,
        Google.Protobuf.Collections.RepeatedField<TFrom> items, Func<TFrom, TTo> convert) where TTo : unmanaged
    {
        if (items.Count != count) throw Error(proto, $"its sizes need {count} numbers, but it has {items.Count}");
        var tensor = Tensor.Zeros(dtype, dims);
        var dst = MemoryMarshal.Cast<byte, TTo>(tensor.Bytes.Span);
        for (int i = 0; i < count; i++) dst[i] = convert(items[i]);
        return tensor;
    }

    private static ModelException Error(TensorProto proto, string because) => new("XIN1007", $"tensor '{proto.Name}'", because,
        hint: "check that the file is complete");
}
