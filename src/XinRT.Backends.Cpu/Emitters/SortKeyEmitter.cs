using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Emitters;

/// <summary>Emits int32 keys that compare as floats do: of two elements the one that counts more has the larger key. Zeros of both
/// signs share a key, and so do all NaNs.</summary>
/// <remarks>The bits of a float that is not negative are in order as an integer; those of a negative one are in the opposite
/// order, so that all bits but the sign are inverted. No key is int.MinValue.</remarks>
internal sealed class SortKeyEmitter
{
    private readonly VectorAssembler _asm;
    private readonly bool _largest;
    private readonly int _nan;

    /// <summary>Prepares keys.</summary>
    /// <param name="asm">Where to emit.</param>
    /// <param name="largest">Whether larger elements count more.</param>
    /// <param name="nanWins">Whether NaN counts more than all numbers, or else less.</param>
    public SortKeyEmitter(VectorAssembler asm, bool largest, bool nanWins) =>
        (_asm, _largest, _nan) = (asm, largest, nanWins ? int.MaxValue : int.MinValue + 1);

    /// <summary>Replaces floats by their keys.</summary>
    public void Emit(Vec x)
    {
        Vec key = _asm.NewVec(), other = _asm.NewVec();
        var mask = _asm.NewMask();
        _asm.Zero(key);
        // A sum with zero has no sign if it is zero.
        _asm.Add(key, x, key);
        _asm.ShiftRightSigned(other, key, 31);
        _asm.ShiftRight(other, other, 1);
        _asm.Xor(key, key, other);
        if (!_largest)
        {
            _asm.Broadcast(other, -1);
            _asm.Xor(key, key, other);
        }
        _asm.Broadcast(other, _nan);
        _asm.Compare(mask, x, Condition.Equal, x);
        _asm.Select(x, mask, key, other);
        _asm.Free(key, other);
        _asm.Free(mask);
    }
}
