using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace XinRT.Runtime.Memory;

/// <summary>Memory of values whose sizes only a run tells, kept for later values and runs: a run that needs no more than those before
/// it makes none.</summary>
/// <remarks>A block belongs to as many values as have a tensor in it, views among them, and is free again when the last one
/// is forgotten. What a sequence or a caller may hold for longer is let go for good, and left to the garbage collector.</remarks>
internal sealed class LooseMemory
{
    private const int LeastBytes = 64;

    // By the power of two that is the size.
    private readonly Stack<Block>?[] _free = new Stack<Block>?[32];

    /// <summary>A tensor of undefined contents that belongs to no value yet.</summary>
    public Tensor Rent(DType dtype, ReadOnlySpan<long> dims)
    {
        long bytes = dtype.SizeInBytes();
        foreach (long size in dims) bytes = size < 0 || bytes > Tensor.MaxBytes ? long.MaxValue : bytes * Math.Min(size, Tensor.MaxBytes + 1);
        // Larger ones are refused, and strings are objects.
        if (dtype == DType.String || bytes > 1 << 30) return Tensor.Zeros(dtype, dims);
        int order = BitOperations.Log2((uint)Math.Max(LeastBytes, bytes) * 2 - 1);
        var block = _free[order]?.Count > 0 ? _free[order]!.Pop() : new Block(this, order);
        if (block.Last is { } last && last.DType == dtype && last.Dims.SequenceEqual(dims)) return last;
        return block.Last = new Tensor(dtype, dims, block.Memory[..(int)bytes]);
    }

    /// <summary>One more value has this tensor.</summary>
    public void Keep(Datum? datum)
    {
        switch (datum)
        {
            case Tensor tensor when BlockOf(tensor) is { } block:
                block.Users++;
                break;
            case not null and not Tensor:
                LetGo(datum);
                break;
        }
    }

    /// <summary>One value less has this tensor.</summary>
    public void Forget(Datum? datum)
    {
        if (datum is Tensor tensor && BlockOf(tensor) is { } block && --block.Users == 0) block.Free();
    }

    /// <summary>The tensors of a value are held by somebody who does not say for how long.</summary>
    public void LetGo(Datum datum)
    {
        switch (datum)
        {
            case Tensor tensor:
                Keep(tensor);
                break;
            case SequenceDatum sequence:
                foreach (var item in sequence.Items) LetGo(item);
                break;
            case OptionalDatum { Value: { } value }:
                LetGo(value);
                break;
        }
    }

    // Tensors of other programs are theirs to keep.
    private Block? BlockOf(Tensor tensor) =>
        MemoryMarshal.TryGetMemoryManager<byte, Block>(tensor.Bytes, out var block) && block!.Owner == this ? block : null;

    private sealed class Block(LooseMemory owner, int order) : MemoryManager<byte>
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(1 << order, pinned: true);

        public LooseMemory Owner => owner;

        // Values that have a tensor in the block.
        public int Users { get; set; }

        // The last tensor made of it, which often is wanted again.
        public Tensor? Last { get; set; }

        public void Free() => (owner._free[order] ??= new()).Push(this);

        public override Span<byte> GetSpan() => _bytes;

        public override unsafe MemoryHandle Pin(int elementIndex = 0) =>
            // SAFETY: the array is pinned, and the handle's owner keeps it.
            new((byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, elementIndex), pinnable: this);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
