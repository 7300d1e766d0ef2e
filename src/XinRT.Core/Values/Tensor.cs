using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace XinRT;

/// <summary>Dense row-major array of one element type with a concrete shape. The memory may be shared, mapped from a file,
/// or part of an arena; <see cref="Bytes"/> says where it is and its owner how long it lives.</summary>
public sealed class Tensor : Datum
{
    /// <summary>Largest tensor in bytes, the limit of a .NET span.</summary>
    public const long MaxBytes = int.MaxValue;

    private readonly long[] _dims;
    private readonly string[]? _strings;

    /// <summary>Wraps memory. Its length must be exactly the count of elements times their size in memory.</summary>
    public Tensor(DType dtype, ReadOnlySpan<long> dims, Memory<byte> bytes)
        : this(dtype, dims.ToArray(), Layout(dtype, dims), bytes, null)
    {
        if (dtype == DType.String) throw new ArgumentException("A string tensor needs strings, not bytes.", nameof(dtype));
        if (bytes.Length != (long)Count * dtype.SizeInBytes())
        {
            throw new ArgumentException(
                $"A tensor {Type} needs {(long)Count * dtype.SizeInBytes()} bytes, but {bytes.Length} were given.", nameof(bytes));
        }
    }

    private Tensor(DType dtype, long[] dims, int count, Memory<byte> bytes, string[]? strings)
    {
        DType = dtype;
        _dims = dims;
        Count = count;
        Bytes = bytes;
        _strings = strings;
    }

    /// <summary>Whether only the type is known and the contents are not at hand, as of operands that a kernel reads in a form of
    /// its own.</summary>
    public bool IsElided { get; private init; }

    /// <summary>Element type.</summary>
    public DType DType { get; }

    /// <summary>Sizes of the axes, outermost first.</summary>
    public ReadOnlySpan<long> Dims => _dims;

    /// <summary>Number of axes.</summary>
    public int Rank => _dims.Length;

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>The memory of all but string tensors.</summary>
    public Memory<byte> Bytes { get; }

    /// <summary>Elements of a string tensor.</summary>
    public Span<string> Strings => _strings ?? throw new InvalidOperationException($"A tensor {Type} holds no strings.");

    /// <inheritdoc/>
    public override TensorType Type => new(DType, Shape.Of(_dims.AsSpan()));

    /// <summary>A new zeroed tensor on the managed heap (empty strings for <see cref="DType.String"/>).</summary>
    public static Tensor Zeros(DType dtype, params ReadOnlySpan<long> dims)
    {
        int count = Layout(dtype, dims);
        if (dtype != DType.String)
            return new(dtype, dims.ToArray(), count, new byte[count * dtype.SizeInBytes()], null);
        var strings = new string[count];
        Array.Fill(strings, "");
        return new(dtype, dims.ToArray(), count, default, strings);
    }

    /// <summary>A tensor of which only the type is known; see <see cref="IsElided"/>.</summary>
    public static Tensor Elided(DType dtype, params ReadOnlySpan<long> dims) =>
        new(dtype, dims.ToArray(), Layout(dtype, dims), default, dtype == DType.String ? [] : null) { IsElided = true };

    /// <summary>Takes over strings as a tensor.</summary>
    public static Tensor OfStrings(string[] items, params ReadOnlySpan<long> dims)
    {
        int count = Layout(DType.String, dims);
        if (count != items.Length) throw new ArgumentException($"{items.Length} strings do not fill {count} elements.", nameof(items));
        return new(DType.String, dims.ToArray(), count, default, items);
    }

    /// <summary>Copies elements into a new tensor; the element type follows from <typeparamref name="T"/>. Without
    /// <paramref name="dims"/> the tensor has one axis.</summary>
    public static Tensor From<T>(ReadOnlySpan<T> items, params ReadOnlySpan<long> dims) where T : unmanaged
    {
        var tensor = Zeros(DTypes.Of<T>(), dims.Length == 0 ? [items.Length] : dims);
        items.CopyTo(tensor.Span<T>());
        return tensor;
    }

    /// <summary>A scalar; the element type follows from <typeparamref name="T"/>.</summary>
    public static Tensor Scalar<T>(T value) where T : unmanaged
    {
        var tensor = Zeros(DTypes.Of<T>());
        tensor.Span<T>()[0] = value;
        return tensor;
    }

    /// <summary>A new tensor of the given type from doubles, rounded to nearest; integers saturate. Complex types take the
    /// doubles as real parts.</summary>
    public static Tensor FromDoubles(DType dtype, ReadOnlySpan<double> items, params ReadOnlySpan<long> dims)
    {
        var tensor = Zeros(dtype, dims);
        ElementConverter.Write(items, tensor);
        return tensor;
    }

    /// <summary>Elements as their .NET type; only the size is checked, so bits may be
    /// read as another type of equal size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Span<T>() where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() != DType.SizeInBytes())
            throw new InvalidOperationException($"A tensor {Type} cannot be read as {typeof(T).Name}.");
        return MemoryMarshal.Cast<byte, T>(Bytes.Span);
    }

    /// <summary>Size of an axis; negative counts from the end.</summary>
    public long Dim(int axis) => _dims[axis < 0 ? axis + _dims.Length : axis];

    /// <summary>All elements as doubles (bool as 0 and 1; complex by real part). 64-bit integers may lose low bits.</summary>
    public double[] ToDoubles()
    {
        var result = new double[Count];
        ElementConverter.Read(this, result);
        return result;
    }

    /// <summary>All elements as 64-bit integers; floats are truncated.</summary>
    public long[] ToInt64s() => ElementConverter.ToInt64s(this);

    /// <summary>The same, but the span may be the tensor's own memory if it is <see cref="DType.I64"/>.</summary>
    public ReadOnlySpan<long> AsInt64s() => DType == DType.I64 ? Span<long>() : ToInt64s();

    /// <summary>All elements as floats; the span may be the tensor's own memory if it is <see cref="DType.F32"/>.</summary>
    public ReadOnlySpan<float> ToSingles() => DType == DType.F32 ? Span<float>() : ElementConverter.ToSingles(this);

    /// <summary>The same elements under other sizes; shares the memory.</summary>
    public Tensor Reshape(params ReadOnlySpan<long> dims)
    {
        int count = Layout(DType, dims);
        if (count != Count) throw new ArgumentException($"{Count} elements cannot be seen as [{string.Join(',', dims.ToArray())}].", nameof(dims));
        return new(DType, dims.ToArray(), count, Bytes, _strings);
    }

    /// <summary>The same bytes as another element type of equal size; shares the memory.</summary>
    public Tensor Reinterpret(DType dtype) => new(dtype, _dims, Bytes);

    /// <summary>A deep copy on the managed heap.</summary>
    public Tensor Clone()
    {
        if (_strings is not null) return OfStrings((string[])_strings.Clone(), _dims);
        return new(DType, _dims, Count, Bytes.ToArray(), null);
    }

    /// <summary>Copies all elements from a tensor of the same type and count.</summary>
    public void CopyFrom(Tensor source)
    {
        if (source.DType != DType || source.Count != Count)
            throw new ArgumentException($"Cannot copy {source.Type} into {Type}.", nameof(source));
        if (_strings is not null) source.Strings.CopyTo(_strings);
        else source.Bytes.Span.CopyTo(Bytes.Span);
    }

    /// <summary>The error for a tensor beyond <see cref="MaxBytes"/>.</summary>
    /// <param name="subject">What the tensor is.</param>
    /// <param name="dtype">Its element type.</param>
    /// <param name="dims">Its sizes.</param>
    /// <param name="bytes">What it takes.</param>
    public static ShapeException TooLarge(string subject, DType dtype, ReadOnlySpan<long> dims, long bytes) => new("XIN2002", subject,
        $"one tensor may take {MaxBytes} bytes, but {dtype.Name()}[{string.Join(',', dims.ToArray())}] takes {bytes}",
        hint: "use a smaller batch or smaller inputs, or split the tensor");

    private static int Layout(DType dtype, ReadOnlySpan<long> dims)
    {
        long count = 1;
        foreach (long d in dims)
        {
            if (d < 0) throw new ShapeException("XIN2001", "tensor", $"a size must be 0 or more, but an axis of [{string.Join(',', dims.ToArray())}] is {d}");
            count = SaturatingMath.Multiply(count, d);
        }
        long bytes = SaturatingMath.Multiply(count, Math.Max(1, dtype.SizeInBytes()));
        return bytes <= MaxBytes ? (int)count : throw TooLarge("tensor", dtype, dims, bytes);
    }
}
