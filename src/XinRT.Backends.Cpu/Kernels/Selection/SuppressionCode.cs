using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Selection;

/// <summary>The first phase of <see cref="NonMaxSuppressionKernel"/>: boxes of one class, from the best score on, each
/// unless a better one covers it.</summary>
/// <remarks>
/// <para>Boxes above the threshold become numbers of a score's key and a box (<see cref="NumberSort"/>), written
/// closely. Many of them are first ordered by their left sides, so that boxes that may touch lie near each other;
/// numbers then hold places in that order, and are sorted by score.</para>
/// <para>Places are kept in blocks of one vector for each side, the area, and the box, which is -1 once it is
/// suppressed. Two more vectors bound what can touch: the largest right side of all blocks up to this one, and the
/// smallest left side from this one on. They hold in any order, but are close only in that of left sides. A box that is
/// kept goes to the blocks before its own while they reach it, then to its own and those after it, and marks what it
/// covers. So work grows with the pairs that are near each other rather than with all pairs, and a box that nothing is
/// near costs two blocks.</para>
/// <para>Boxes without area, or with a NaN, touch nothing: they have their sides at infinity, the wrong way round. So
/// has what fills up the last block.</para>
/// </remarks>
internal sealed class SuppressionCode
{
    /// <summary>Lanes of the widest vectors.</summary>
    public const int MaxLanes = 16;

    // Vectors of a block.
    private const int Left = 0, Top = 1, Right = 2, Bottom = 3, Area = 4, Box = 5;
    private const int Reach = 6, Start = 7, BlockVectors = 8;

    // Below this many the order of left sides costs more than it saves.
    private const int Few = 256;

    private readonly VectorAssembler _asm;
    private readonly KernelArguments _arguments;
    private readonly bool _isCenter;
    private readonly NumberSort _sort;
    private readonly Mem _scratch, _record, _numbers, _other, _third, _blocks, _blocksEnd, _boxes;
    private readonly int _blockBytes;

    /// <summary>Prepares the phase.</summary>
    public SuppressionCode(VectorAssembler asm, KernelArguments arguments, bool isCenter)
    {
        (_asm, _arguments, _isCenter) = (asm, arguments, isCenter);
        _sort = new(asm);
        (_scratch, _record, _numbers, _other) = (asm.NewSlot(), asm.NewSlot(), asm.NewSlot(), asm.NewSlot());
        (_third, _blocks, _blocksEnd, _boxes) = (asm.NewSlot(), asm.NewSlot(), asm.NewSlot(), asm.NewSlot());
        _blockBytes = BlockVectors * asm.VectorBytes;
    }

    /// <summary>Bytes of a worker: counts, three rows of numbers, the blocks.</summary>
    public static long ScratchBytes(long numberBytes) =>
        NumberSort.CountBytes + 3 * numberBytes + BlockVectors * numberBytes / 2;

    /// <summary>The key that those of scores above a threshold exceed.</summary>
    public static int LimitOf(double? threshold)
    {
        if (threshold is not { } score) return int.MinValue;
        if (double.IsNaN(score)) return int.MaxValue;
        int bits = BitConverter.SingleToInt32Bits((float)score + 0f);
        return bits ^ ((bits >> 31) & int.MaxValue);
    }

    /// <summary>Writes the code.</summary>
    public void Emit()
    {
        _asm.Store64(_scratch, _asm.Argument(3));
        _asm.Free(_asm.Argument(3));
        _asm.ForEachTask(task =>
        {
            var done = _asm.NewLabel();
            Places(task);
            Candidates(task, done);
            Arrange();
            Blocks();
            Restore(_numbers);
            _sort.Emit();
            Greedy();
            _asm.Bind(done);
        });
        _asm.Return();
    }

    private Mem Number(int index) => At(_asm.Argument(0), _arguments.Number(index));

    private void Places(Gpr task)
    {
        Gpr at = _asm.NewGpr(), step = _asm.NewGpr();
        _asm.Mul(at, task, NonMaxSuppressionKernel.RecordBytes);
        _asm.Load64(step, At(_asm.Argument(0), _arguments.Workspace));
        _asm.Add(at, step);
        _asm.Store64(_record, at);
        _asm.Load64(at, At(at, NonMaxSuppressionKernel.Boxes));
        _asm.Store64(_boxes, at);
        _asm.Load64(at, _scratch);
        _asm.Store64(_sort.Counts, at);
        _asm.Add(at, NumberSort.CountBytes);
        _asm.Load64(step, Number(NonMaxSuppressionKernel.NumberBytes));
        foreach (var place in (ReadOnlySpan<Mem>)[_numbers, _other, _third, _blocks])
        {
            _asm.Store64(place, at);
            _asm.Add(at, step);
        }
        _asm.Free(at, step);
    }

    // Numbers of the boxes above the threshold, in order of boxes.
    private void Candidates(Gpr task, Label done)
    {
        Gpr at = _asm.NewGpr(), to = _asm.NewGpr(), left = _asm.NewGpr(), bits = _asm.NewGpr();
        Vec key = _asm.NewVec(), index = _asm.NewVec(), limit = _asm.NewVec();
        Vec step = _asm.NewVec(), none = _asm.NewVec(), chosenKey = _asm.NewVec(), chosen = _asm.NewVec();
        var keys = new SortKeyEmitter(_asm, largest: true, nanWins: false);
        _asm.Load64(left, Number(NonMaxSuppressionKernel.Count));
        _asm.Move(at, left);
        _asm.Mul(at, task);
        _asm.Mul(at, at, 4);
        _asm.Load64(to, At(_asm.Argument(0), KernelArguments.Input(1)));
        _asm.Add(at, to);
        _asm.Load64(to, _numbers);
        _asm.Broadcast(limit, Number(NonMaxSuppressionKernel.Limit));
        _asm.Load(index, _asm.Table(Arrays.Indices(_asm.Lanes)));
        _asm.Broadcast(step, _asm.Lanes);
        _asm.Broadcast(none, int.MinValue);
        _asm.While(left, _asm.Lanes, () =>
        {
            var next = _asm.NewLabel();
            var tail = _asm.FirstLanes(left);
            _asm.Load(key, At(at), tail);
            keys.Emit(key);
            // No key is less than this one, which is never above a limit.
            _asm.Select(key, tail, key, none);
            _asm.CompareI(tail, key, Condition.Greater, limit);
            _asm.MaskBits(bits, tail);
            _asm.Free(tail);
            _asm.JumpIf(bits, Condition.Equal, 0, next);
            _asm.Compress(chosenKey, key, bits);
            _asm.Compress(chosen, index, bits);
            NumberSort.StoreNumbers(_asm, chosen, chosenKey, At(to));
            _asm.CountBits(bits, bits);
            _asm.Mul(bits, bits, 8);
            _asm.Add(to, bits);
            _asm.Bind(next);
            _asm.Add(at, _asm.VectorBytes);
            _asm.AddI(index, index, step);
        });
        _asm.Free(key, index, limit, step, none, chosenKey, chosen);
        _asm.Load64(at, _numbers);
        _asm.Sub(to, at);
        _asm.Store64(_sort.Bytes, to);
        _asm.Load64(at, _record);
        _asm.Set(left, 0);
        _asm.Store64(At(at, NonMaxSuppressionKernel.Kept), left);
        _asm.JumpIf(to, Condition.LessOrEqual, 0, done);
        _asm.Free(at, to, left, bits);
    }

    // Puts the boxes in their places; numbers get the places instead of the boxes.
    private void Arrange()
    {
        Label few = _asm.NewLabel(), done = _asm.NewLabel();
        var bytes = _asm.NewGpr();
        _asm.Load64(bytes, _sort.Bytes);
        _asm.JumpIf(bytes, Condition.LessOrEqual, 8 * Few, few);
        _asm.Free(bytes);
        LeftSides();
        Restore(_third);
        _sort.Emit();
        Fill(isOrdered: true);
        _asm.Jump(done);
        _asm.Bind(few);
        Fill(isOrdered: false);
        _asm.Bind(done);
    }

    // The sort's memory: numbers at one place, free memory at the other.
    private void Restore(Mem numbers)
    {
        var address = _asm.NewGpr();
        _asm.Load64(address, numbers);
        _asm.Store64(_sort.From, address);
        _asm.Load64(address, _other);
        _asm.Store64(_sort.To, address);
        _asm.Free(address);
    }

    // Numbers of the left side, or what stands for it in the input, and the candidate.
    private void LeftSides()
    {
        Gpr at = _asm.NewGpr(), to = _asm.NewGpr(), left = _asm.NewGpr(), box = _asm.NewGpr(), boxes = _asm.NewGpr();
        _asm.Load64(at, _numbers);
        _asm.Load64(to, _other);
        _asm.Load64(left, _sort.Bytes);
        _asm.Load64(boxes, _boxes);
        _asm.While(left, 8, () =>
        {
            _asm.Load32(box, At(at));
            _asm.Mul(box, box, 16);
            _asm.Load32(box, At(boxes, box, 1, _isCenter ? 0 : 4));
            _asm.Store32(At(to), box);
            _asm.Add(at, 8);
            _asm.Add(to, 4);
        });
        Vec key = _asm.NewVec(), index = _asm.NewVec(), step = _asm.NewVec();
        var keys = new SortKeyEmitter(_asm, largest: false, nanWins: false);
        _asm.Load64(at, _other);
        _asm.Load64(to, _third);
        _asm.Load64(left, _sort.Bytes);
        _asm.Load(index, _asm.Table(Arrays.Indices(_asm.Lanes)));
        _asm.Broadcast(step, _asm.Lanes);
        _asm.While(left, 8 * _asm.Lanes, () =>
        {
            _asm.Load(key, At(at));
            keys.Emit(key);
            NumberSort.StoreNumbers(_asm, index, key, At(to));
            _asm.AddI(index, index, step);
            _asm.Add(at, _asm.VectorBytes);
            _asm.Add(to, 2 * _asm.VectorBytes);
        });
        _asm.Free(key, index, step);
        _asm.Free(at, to, left, box, boxes);
    }

    private void Fill(bool isOrdered)
    {
        Gpr number = _asm.NewGpr(), from = _asm.NewGpr(), to = _asm.NewGpr(), left = _asm.NewGpr();
        Gpr box = _asm.NewGpr(), boxes = _asm.NewGpr(), value = _asm.NewGpr(), lane = _asm.NewGpr(), place = _asm.NewGpr();
        Label block = _asm.NewLabel(), item = _asm.NewLabel(), none = _asm.NewLabel(), next = _asm.NewLabel();
        _asm.Load64(number, _numbers);
        if (isOrdered) _asm.Load64(from, _sort.From);
        _asm.Load64(to, _blocks);
        _asm.Load64(left, _sort.Bytes);
        _asm.Load64(boxes, _boxes);
        _asm.Set(place, 0);
        _asm.BindLoop(block);
        _asm.Set(lane, _asm.Lanes);
        _asm.BindLoop(item);
        _asm.JumpIf(left, Condition.LessOrEqual, 0, none);
        if (isOrdered)
        {
            _asm.Load64(number, _numbers);
            _asm.Load32(box, At(from));
            _asm.Mul(box, box, 8);
            _asm.Add(number, box);
            _asm.Add(from, 8);
        }
        _asm.Load32(box, At(number));
        _asm.Store32(At(number), place);
        _asm.Store32(At(to, Box * _asm.VectorBytes), box);
        _asm.Mul(box, box, 16);
        _asm.Add(box, boxes);
        for (int i = 0; i < 4; i++)
        {
            _asm.Load32(value, At(box, 4 * i));
            // As they come: y, x, y, x of two corners, or x, y of the middle, width, height.
            _asm.Store32(At(to, i * _asm.VectorBytes), value);
        }
        if (!isOrdered) _asm.Add(number, 8);
        _asm.Add(place, 1);
        _asm.Jump(next);
        _asm.Bind(none);
        _asm.Set(value, BitConverter.SingleToInt32Bits(float.NaN));
        _asm.Store32(At(to), value);
        _asm.Bind(next);
        _asm.Add(left, -8);
        _asm.Add(to, 4);
        _asm.Add(lane, -1);
        _asm.JumpIf(lane, Condition.Greater, 0, item);
        _asm.Add(to, _blockBytes - _asm.VectorBytes);
        _asm.JumpIf(left, Condition.Greater, 0, block);
        _asm.Store64(_blocksEnd, to);
        _asm.Free(number, from, to, left, box, boxes);
        _asm.Free(value, lane, place);
    }

    // Sides and areas of all boxes, and the bounds over blocks.
    private void Blocks()
    {
        Gpr at = _asm.NewGpr(), end = _asm.NewGpr();
        Vec[] side = _asm.NewVecs(4);
        Vec a = _asm.NewVec(), b = _asm.NewVec(), far = _asm.NewVec(), low = _asm.NewVec(), high = _asm.NewVec();
        var real = _asm.NewMask();
        Label next = _asm.NewLabel(), back = _asm.NewLabel();
        _asm.Load64(at, _blocks);
        _asm.Load64(end, _blocksEnd);
        _asm.Broadcast(low, float.NegativeInfinity);
        _asm.Broadcast(high, float.PositiveInfinity);
        _asm.Move(far, low);
        _asm.BindLoop(next);
        for (int i = 0; i < 4; i++) _asm.Load(side[i], At(at, i * _asm.VectorBytes));
        if (_isCenter)
        {
            _asm.Broadcast(a, 0.5f);
            _asm.Mul(side[2], side[2], a);
            _asm.Mul(side[3], side[3], a);
            Spread(side[0], side[2]);
            Spread(side[1], side[3]);
        }
        // Which axis comes first does not matter from here on but for the order of left sides.
        var (left, top, right, bottom) = _isCenter ? (side[0], side[1], side[2], side[3])
            : (side[1], side[0], side[3], side[2]);
        Order(left, right);
        Order(top, bottom);
        _asm.Sub(a, right, left);
        _asm.Sub(b, bottom, top);
        _asm.Mul(a, b, a);
        _asm.Zero(b);
        _asm.Compare(real, a, Condition.Greater, b);
        _asm.Select(left, real, left, high);
        _asm.Select(right, real, right, low);
        foreach (var (vector, place) in
            ((Vec, int)[])[(left, Left), (top, Top), (right, Right), (bottom, Bottom), (a, Area)])
            _asm.Store(At(at, place * _asm.VectorBytes), vector);
        _asm.MaxAcross(a, right);
        _asm.Max(far, far, a);
        _asm.Store(At(at, Reach * _asm.VectorBytes), far);
        _asm.Add(at, _blockBytes);
        _asm.JumpIf(at, Condition.Less, end, next);
        _asm.Load64(end, _blocks);
        _asm.Move(far, high);
        _asm.BindLoop(back);
        _asm.Add(at, -_blockBytes);
        _asm.Load(left, At(at, Left * _asm.VectorBytes));
        _asm.MinAcross(left, left);
        _asm.Min(far, far, left);
        _asm.Store(At(at, Start * _asm.VectorBytes), far);
        _asm.JumpIf(at, Condition.Greater, end, back);
        _asm.Free(real);
        _asm.Free(side);
        _asm.Free(a, b, far, low, high);
        _asm.Free(at, end);

        void Spread(Vec middle, Vec half)
        {
            _asm.Sub(a, middle, half);
            _asm.Add(half, middle, half);
            _asm.Move(middle, a);
        }

        void Order(Vec first, Vec second)
        {
            _asm.Min(a, first, second);
            _asm.Max(second, first, second);
            _asm.Move(first, a);
        }
    }

    private void Greedy()
    {
        Gpr number = _asm.NewGpr(), end = _asm.NewGpr(), list = _asm.NewGpr(), most = _asm.NewGpr();
        Gpr blocks = _asm.NewGpr(), blocksEnd = _asm.NewGpr(), own = _asm.NewGpr();
        Gpr at = _asm.NewGpr(), value = _asm.NewGpr(), lane = _asm.NewGpr();
        Vec[] box = _asm.NewVecs(5);
        Vec zero = _asm.NewVec(), overlap = _asm.NewVec(), bound = _asm.NewVec();
        Label next = _asm.NewLabel(), before = _asm.NewLabel(), after = _asm.NewLabel();
        Label skip = _asm.NewLabel(), done = _asm.NewLabel();
        _asm.Load64(number, _sort.From);
        _asm.Load64(end, _sort.Bytes);
        _asm.Add(end, number);
        _asm.Load64(list, _record);
        _asm.Load64(list, At(list, NonMaxSuppressionKernel.List));
        _asm.Load64(most, Number(NonMaxSuppressionKernel.Most));
        _asm.Load64(blocks, _blocks);
        _asm.Load64(blocksEnd, _blocksEnd);
        _asm.Zero(zero);
        _asm.Broadcast(overlap, Number(NonMaxSuppressionKernel.Overlap));
        _asm.BindLoop(next);
        _asm.Load32(at, At(number));
        _asm.DivRem(own, lane, at, _asm.Lanes);
        _asm.Mul(own, own, _blockBytes);
        _asm.Add(own, blocks);
        _asm.Address(at, At(own, lane, 4));
        _asm.Load32(value, At(at, Box * _asm.VectorBytes));
        _asm.JumpIf(value, Condition.Less, 0, skip);
        _asm.Store32(At(list), value);
        _asm.Add(list, 4);
        _asm.Add(most, -1);
        _asm.JumpIf(most, Condition.LessOrEqual, 0, done);
        for (int i = Left; i <= Area; i++) _asm.Broadcast(box[i], At(at, i * _asm.VectorBytes));
        _asm.Move(at, own);
        _asm.BindLoop(before);
        _asm.Add(at, -_blockBytes);
        _asm.JumpIf(at, Condition.Less, blocks, after);
        GoOnIf(Reach, Condition.Greater, box[Left], after);
        Mark(at, value, box, zero, overlap);
        _asm.Jump(before);
        _asm.Bind(after);
        var forward = _asm.NewLabel();
        _asm.BindLoop(forward);
        _asm.JumpIf(own, Condition.GreaterOrEqual, blocksEnd, skip);
        _asm.Move(at, own);
        GoOnIf(Start, Condition.Less, box[Right], skip);
        Mark(at, value, box, zero, overlap);
        _asm.Add(own, _blockBytes);
        _asm.Jump(forward);
        _asm.Bind(skip);
        _asm.Add(number, 8);
        _asm.JumpIf(number, Condition.Less, end, next);
        _asm.Bind(done);
        _asm.Load64(own, _record);
        _asm.Load64(at, At(own, NonMaxSuppressionKernel.List));
        _asm.Sub(list, at);
        _asm.DivRem(list, lane, list, 4);
        _asm.Store64(At(own, NonMaxSuppressionKernel.Kept), list);
        _asm.Free(box);
        _asm.Free(zero, overlap, bound);
        _asm.Free(number, end, list, most, blocks);
        _asm.Free(blocksEnd, own, at, value, lane);

        void GoOnIf(int vector, Condition condition, Vec limit, Label otherwise)
        {
            var reaches = _asm.NewMask();
            _asm.Load(bound, At(at, vector * _asm.VectorBytes));
            _asm.Compare(reaches, bound, condition, limit);
            _asm.MaskBits(value, reaches);
            _asm.Free(reaches);
            _asm.JumpIf(value, Condition.Equal, 0, otherwise);
        }
    }

    // Boxes of the block that the kept one covers are out: common area over joint area.
    private void Mark(Gpr at, Gpr bits, Vec[] box, Vec zero, Vec overlap)
    {
        Vec width = _asm.NewVec(), height = _asm.NewVec(), other = _asm.NewVec();
        var touches = _asm.NewMask();
        var skip = _asm.NewLabel();
        Side(width, Left, Right);
        Side(height, Top, Bottom);
        _asm.Mul(width, height, width);
        _asm.Compare(touches, width, Condition.Greater, zero);
        _asm.MaskBits(bits, touches);
        _asm.JumpIf(bits, Condition.Equal, 0, skip);
        _asm.Load(other, At(at, Area * _asm.VectorBytes));
        _asm.Add(other, box[Area], other);
        _asm.Sub(other, other, width);
        _asm.Div(other, width, other);
        // Where there is no common area the quotient says nothing if the limit is negative.
        _asm.Broadcast(height, float.NaN);
        _asm.Select(other, touches, other, height);
        _asm.Compare(touches, other, Condition.Greater, overlap);
        _asm.Load(other, At(at, Box * _asm.VectorBytes));
        _asm.Broadcast(height, -1);
        _asm.Select(other, touches, height, other);
        _asm.Store(At(at, Box * _asm.VectorBytes), other);
        _asm.Bind(skip);
        _asm.Free(touches);
        _asm.Free(width, height, other);

        void Side(Vec d, int near, int far)
        {
            _asm.Load(d, At(at, near * _asm.VectorBytes));
            _asm.Max(d, d, box[near]);
            _asm.Load(other, At(at, far * _asm.VectorBytes));
            _asm.Min(other, other, box[far]);
            _asm.Sub(d, other, d);
            _asm.Max(d, d, zero);
        }
    }
}
