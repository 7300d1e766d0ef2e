using System.Globalization;

namespace XinRT.KernelTests;

/// <summary>Guarded buffers for all operands of a kernel.</summary>
internal sealed class KernelMemory : IDisposable
{
    private readonly string _name;
    private readonly KernelSubject _subject;
    private readonly int? _overwritten;
    private readonly GuardedBuffer?[] _inputs;
    private readonly GuardedBuffer?[] _outputs;
    private readonly GuardedBuffer _workspace;
    private readonly long[]?[] _inputOffsets;
    private readonly long[]?[] _outputOffsets;

    public KernelMemory(string name, KernelSubject subject, TensorLayout?[] inputs, TensorLayout?[] outputs, int? overwritten,
        IReadOnlyList<GuardedBuffer> packed, long workspace, int alignment)
    {
        (_name, _subject, OutputLayouts, _overwritten) = (name, subject, outputs, overwritten);
        _inputs = [.. inputs.Select((l, i) => l is null ? null : new GuardedBuffer(l.Span * Size(subject.Inputs[i]!), alignment))];
        _outputs = [.. outputs.Select((l, i) => l is null ? null
            : i == 0 && overwritten is { } o ? _inputs[o]
            : new GuardedBuffer(l.Span * Size(subject.Expected[i]!), alignment))];
        _inputOffsets = [.. inputs.Select(l => l is null ? null : KernelSubject.Offsets(l))];
        _outputOffsets = [.. outputs.Select(l => l is null ? null : KernelSubject.Offsets(l))];
        _workspace = new(workspace, alignment: 64);
        Pointers = [.. _inputs.Select(Address), .. _outputs.Select(Address), _workspace.Address, .. packed.Select(Address)];
    }

    public IReadOnlyList<TensorLayout?> OutputLayouts { get; }

    /// <summary>The block that kernels get.</summary>
    public nint[] Pointers { get; }

    /// <summary>Inputs as they were at first; all else a pattern.</summary>
    public void Reset()
    {
        _workspace.Clear();
        foreach (var buffer in _outputs) buffer?.Clear();
        for (int i = 0; i < _inputs.Length; i++)
        {
            if (_inputs[i] is not { } buffer) continue;
            buffer.Clear();
            var tensor = _subject.Inputs[i]!;
            int size = Size(tensor);
            for (int k = 0; k < _inputOffsets[i]!.Length; k++)
                tensor.Bytes.Span.Slice(k * size, size).CopyTo(buffer.Span[((int)_inputOffsets[i]![k] * size)..]);
        }
    }

    /// <summary>Elements of the outputs in row-major order.</summary>
    public byte[][] Outputs() =>
        [.. _outputs.Select((b, i) => b is null ? [] : Gather(b, _outputOffsets[i]!, Size(_subject.Expected[i]!)))];

    /// <summary>What was written that is no element of an output; null if nothing.</summary>
    public string? Spoiled()
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            if (_inputs[i] is not { } buffer || i == _overwritten) continue;
            var tensor = _subject.Inputs[i]!;
            if (!Gather(buffer, _inputOffsets[i]!, Size(tensor)).AsSpan().SequenceEqual(tensor.Bytes.Span)) return $"input {i} was written.";
            if (Spoiled(buffer, _inputOffsets[i]!, Size(tensor)) is { } place) return $"byte {place} relative to input {i} was written.";
        }
        for (int i = 0; i < _outputs.Length; i++)
            if (_outputs[i] is { } buffer && Spoiled(buffer, _outputOffsets[i]!, Size(_subject.Expected[i]!)) is { } place)
                return $"byte {place} relative to output {i} was written, which is no element.";
        return _workspace.SpoiledAround() is null ? null : "memory before the workspace was written.";
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"output {_name} {string.Join(' ', OutputLayouts)}");

    public void Dispose()
    {
        foreach (var buffer in _inputs.Concat(_outputs).Distinct()) buffer?.Dispose();
        _workspace.Dispose();
    }

    private static nint Address(GuardedBuffer? buffer) => buffer?.Address ?? 0;

    private static int Size(Tensor tensor) => tensor.DType.SizeInBytes();

    private static byte[] Gather(GuardedBuffer buffer, long[] offsets, int size)
    {
        var result = new byte[offsets.Length * size];
        for (int i = 0; i < offsets.Length; i++) buffer.Span.Slice((int)offsets[i] * size, size).CopyTo(result.AsSpan(i * size));
        return result;
    }

    private static long? Spoiled(GuardedBuffer buffer, long[] offsets, int size)
    {
        var elements = new bool[buffer.Bytes / size];
        foreach (long offset in offsets) elements[offset] = true;
        return buffer.Spoiled(elements, size);
    }
}
