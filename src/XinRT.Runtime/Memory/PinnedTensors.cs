using System.Buffers;

namespace XinRT.Runtime.Memory;

/// <summary>Tensors that stay where they are until this is disposed, so that kernels may hold their addresses.</summary>
internal sealed class PinnedTensors : IDisposable
{
    private readonly Dictionary<Tensor, MemoryHandle> _pins = new(ReferenceEqualityComparer.Instance);

    // A program of input shapes that an engine dropped ends with the last context that uses it.
    ~PinnedTensors() => Free();

    /// <summary>Pins a tensor, once; strings have no address and are left alone.</summary>
    public void Add(Tensor tensor)
    {
        if (tensor.DType != DType.String && !_pins.ContainsKey(tensor)) _pins[tensor] = tensor.Bytes.Pin();
    }

    /// <summary>Address of a tensor that was added.</summary>
    // SAFETY: only the number of the address is used.
    public unsafe nint AddressOf(Tensor tensor) => (nint)_pins[tensor].Pointer;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        foreach (var pin in _pins.Values) pin.Dispose();
        _pins.Clear();
    }
}
