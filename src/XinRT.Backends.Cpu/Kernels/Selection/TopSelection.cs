using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Selection;

/// <summary>The k best elements of a row and their places, best first, of sizes that are known or told by a
/// run.</summary>
/// <remarks>
/// <para>Elements become integer keys (<see cref="SortKeyEmitter"/>), kept in scratch memory. A limit that k keys at
/// least reach, and few more, is found by halving the range of keys: each step counts the keys that reach the middle,
/// which takes a comparison and an addition for a vector of them. What reaches the limit is written closely and sorted
/// (<see cref="NumberSort"/>).</para>
/// <para>If most elements are wanted, all are sorted. Equal keys at the limit are all taken along, so that the earlier
/// ones come out first.</para>
/// </remarks>
internal sealed class TopSelection
{
    // Vectors that a step of counting takes.
    private const int Unroll = 4;

    private readonly VectorAssembler _asm;
    private readonly bool _largest;
    private readonly NumberSort _sort;
    private readonly Mem _keysEnd, _count;

    /// <summary>Prepares the selection.</summary>
    public TopSelection(VectorAssembler asm, bool largest)
    {
        (_asm, _largest, _sort) = (asm, largest, new(asm));
        (Scratch, Source, Size, Wanted) = (asm.NewSlot(), asm.NewSlot(), asm.NewSlot(), asm.NewSlot());
        (_keysEnd, _count) = (asm.NewSlot(), asm.NewSlot());
    }

    /// <summary>Slot with the address of the worker's memory.</summary>
    public Mem Scratch { get; }

    /// <summary>Slot with the address of the row.</summary>
    public Mem Source { get; }

    /// <summary>Slot with the number of elements, one at least.</summary>
    public Mem Size { get; }

    /// <summary>Slot with k, one at least.</summary>
    public Mem Wanted { get; }

    /// <summary>Bytes of a worker: counts, two rows of numbers, keys.</summary>
    public static long ScratchBytes(long size) => NumberSort.CountBytes + 20 * (size + 16 * (Unroll + 1));

    /// <summary>Selects and sorts; takes seven general registers.</summary>
    public void Emit()
    {
        Gpr keys = _asm.NewGpr(), limit = _asm.NewGpr();
        _asm.Load64(keys, Scratch);
        _asm.Store64(_sort.Counts, keys);
        _asm.Add(keys, NumberSort.CountBytes);
        Keys(keys, limit);
        Halve(keys, limit);
        Filter(keys, limit);
        _asm.Free(keys, limit);
        _sort.Emit();
    }

    /// <summary>Stores values or places of the best.</summary>
    public void Store(Mem result, bool values)
    {
        Gpr at = _asm.NewGpr(), to = _asm.NewGpr(), index = _asm.NewGpr(), left = _asm.NewGpr(), source = _asm.NewGpr();
        _asm.Address(to, result);
        _asm.Load64(at, _sort.From);
        _asm.Load64(left, Wanted);
        _asm.Load64(source, Source);
        _asm.While(left, 1, () =>
        {
            _asm.Load32(index, At(at));
            if (values)
            {
                _asm.Load32(index, At(source, index, 4));
                _asm.Store32(At(to), index);
            }
            else
            {
                _asm.Store64(At(to), index);
            }
            _asm.Add(at, 8);
            _asm.Add(to, values ? 4 : 8);
        });
        _asm.Free(at, to, index, left, source);
    }

    // Keys of the row, filled up by some that are less than any; the range of keys is left in slots.
    private void Keys(Gpr keys, Gpr to)
    {
        Gpr at = _asm.NewGpr(), left = _asm.NewGpr();
        Vec key = _asm.NewVec(), none = _asm.NewVec();
        var emitter = new SortKeyEmitter(_asm, _largest, nanWins: _largest);
        _asm.Load64(at, Source);
        _asm.Load64(left, Size);
        _asm.Move(to, keys);
        _asm.Broadcast(none, int.MinValue);
        _asm.While(left, _asm.Lanes, () =>
        {
            var tail = _asm.FirstLanes(left);
            _asm.Load(key, At(at), tail);
            emitter.Emit(key);
            _asm.Select(key, tail, key, none);
            _asm.Store(At(to), key);
            _asm.Free(tail);
            _asm.Add(at, _asm.VectorBytes);
            _asm.Add(to, _asm.VectorBytes);
        });
        _asm.Store64(_keysEnd, to);
        for (int i = 0; i < Unroll - 1; i++) _asm.Store(At(to, i * _asm.VectorBytes), none);
        _asm.Free(key, none);
        _asm.Free(at, left);
    }

    // The limit is between two keys: the lower one is reached by k at least. Both as distances from the least of all.
    private void Halve(Gpr keys, Gpr limit)
    {
        Gpr span = _asm.NewGpr(), middle = _asm.NewGpr(), count = _asm.NewGpr();
        Gpr rest = _asm.NewGpr(), wanted = _asm.NewGpr();
        Label step = _asm.NewLabel(), less = _asm.NewLabel(), done = _asm.NewLabel();
        _asm.Load64(wanted, Wanted);
        _asm.Set(limit, int.MinValue + 1L);
        _asm.Load64(count, Size);
        _asm.Mul(middle, wanted, 2);
        _asm.JumpIf(middle, Condition.GreaterOrEqual, count, done);
        _asm.Set(span, uint.MaxValue - 1L);
        _asm.BindLoop(step);
        _asm.JumpIf(span, Condition.LessOrEqual, 0, done);
        _asm.Add(span, 1);
        _asm.DivRem(middle, rest, span, 2);
        _asm.Add(span, -1);
        _asm.Add(middle, limit);
        Count(keys, middle, count, rest);
        _asm.JumpIf(count, Condition.Less, wanted, less);
        // span = end of the range - middle
        _asm.Add(span, limit);
        _asm.Sub(span, middle);
        _asm.Move(limit, middle);
        _asm.DivRem(middle, rest, wanted, 4);
        _asm.Add(middle, wanted);
        _asm.Add(middle, 2 * _asm.Lanes);
        _asm.JumpIf(count, Condition.Greater, middle, step);
        _asm.Jump(done);
        _asm.Bind(less);
        _asm.Move(span, middle);
        _asm.Sub(span, limit);
        _asm.Add(span, -1);
        _asm.Jump(step);
        _asm.Bind(done);
        _asm.Free(span, middle, count, rest, wanted);
    }

    // How many keys reach the limit.
    private void Count(Gpr keys, Gpr limit, Gpr count, Gpr at)
    {
        var next = _asm.NewLabel();
        Vec bound = _asm.NewVec(), key = _asm.NewVec(), one = _asm.NewVec(), zero = _asm.NewVec();
        Vec[] sums = _asm.NewVecs(Unroll);
        var reaches = _asm.NewMask();
        _asm.Broadcast(bound, limit);
        _asm.Broadcast(one, 1);
        _asm.Zero(zero);
        foreach (var sum in sums) _asm.Zero(sum);
        _asm.Move(at, keys);
        _asm.Load64(count, _keysEnd);
        _asm.BindLoop(next);
        for (int i = 0; i < Unroll; i++)
        {
            _asm.Load(key, At(at, i * _asm.VectorBytes));
            _asm.CompareI(reaches, key, Condition.GreaterOrEqual, bound);
            _asm.Select(key, reaches, one, zero);
            _asm.AddI(sums[i], sums[i], key);
        }
        _asm.Add(at, Unroll * _asm.VectorBytes);
        _asm.JumpIf(at, Condition.Less, count, next);
        for (int i = 1; i < Unroll; i++) _asm.AddI(sums[0], sums[0], sums[i]);
        // Exact: a row is shorter than the first integer that is no float.
        _asm.ToFloat(sums[0], sums[0]);
        _asm.SumAcross(sums[0], sums[0]);
        _asm.ToInt(sums[0], sums[0]);
        _asm.StoreScalar(_count, sums[0]);
        _asm.Load32(count, _count);
        _asm.Free(reaches);
        _asm.Free(sums);
        _asm.Free(bound, key, one, zero);
    }

    // Numbers of the elements that reach the limit.
    private void Filter(Gpr keys, Gpr limit)
    {
        Gpr to = _asm.NewGpr(), end = _asm.NewGpr(), bits = _asm.NewGpr();
        Label next = _asm.NewLabel(), none = _asm.NewLabel();
        Vec bound = _asm.NewVec(), key = _asm.NewVec(), index = _asm.NewVec();
        Vec step = _asm.NewVec(), chosenKey = _asm.NewVec(), chosen = _asm.NewVec();
        var reaches = _asm.NewMask();
        _asm.Broadcast(bound, limit);
        _asm.Load(index, _asm.Table(Arrays.Indices(_asm.Lanes)));
        _asm.Broadcast(step, _asm.Lanes);
        _asm.Load64(end, _keysEnd);
        // Numbers lie behind the keys, at two places of the same size.
        _asm.Address(to, At(end, (Unroll - 1) * _asm.VectorBytes));
        _asm.Store64(_sort.From, to);
        _asm.Move(limit, end);
        _asm.Sub(limit, keys);
        _asm.Mul(limit, limit, 2);
        _asm.Add(limit, to);
        _asm.Add(limit, 2 * _asm.VectorBytes);
        _asm.Store64(_sort.To, limit);
        _asm.BindLoop(next);
        _asm.Load(key, At(keys));
        _asm.CompareI(reaches, key, Condition.GreaterOrEqual, bound);
        _asm.MaskBits(bits, reaches);
        _asm.JumpIf(bits, Condition.Equal, 0, none);
        _asm.Compress(chosenKey, key, bits);
        _asm.Compress(chosen, index, bits);
        NumberSort.StoreNumbers(_asm, chosen, chosenKey, At(to));
        _asm.CountBits(bits, bits);
        _asm.Mul(bits, bits, 8);
        _asm.Add(to, bits);
        _asm.Bind(none);
        _asm.AddI(index, index, step);
        _asm.Add(keys, _asm.VectorBytes);
        _asm.JumpIf(keys, Condition.Less, end, next);
        _asm.Load64(limit, _sort.From);
        _asm.Sub(to, limit);
        _asm.Store64(_sort.Bytes, to);
        _asm.Free(reaches);
        _asm.Free(bound, key, index, step, chosenKey, chosen);
        _asm.Free(to, end, bits);
    }
}
