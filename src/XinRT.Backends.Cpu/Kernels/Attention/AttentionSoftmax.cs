using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Backends.Cpu.Kernels.Rows;

namespace XinRT.Backends.Cpu.Kernels.Attention;

/// <summary>Emits the softmax of a block of scores: they become exponentials of their distance from the row's largest, 0
/// where shut.</summary>
/// <remarks>A row is read twice: for its largest score, to which masks are added on the way, and for the exponentials and
/// their sum. If there is one block of keys the row's factor is the reciprocal of the sum. If there are more, the largest
/// score and the sum so far are kept, and the factor is by how much the sums so far shrink because the largest score has
/// grown.</remarks>
internal sealed class AttentionSoftmax(AttentionScope scope)
{
    private readonly VectorAssembler _asm = scope.Asm;
    private readonly AttentionForm _form = scope.Form;
    private readonly AttentionBlocks _blocks = scope.Blocks;
    private readonly AttentionPlaces _places = scope.Places;

    private int Bytes => _asm.VectorBytes;

    /// <summary>Before the first block of keys: no row has seen a score.</summary>
    public void Start()
    {
        Vec shut = _asm.NewVec(), zero = _asm.NewVec();
        _asm.Broadcast(shut, float.NegativeInfinity);
        _asm.Zero(zero);
        for (long at = 0; at < _blocks.StateBytes; at += Bytes)
        {
            _asm.Store(VectorAssembler.At(scope.Scratch, _blocks.Factors + _blocks.StateBytes + at), shut);
            _asm.Store(VectorAssembler.At(scope.Scratch, _blocks.Factors + 2 * _blocks.StateBytes + at), zero);
        }
        _asm.Free(shut, zero);
    }

    /// <summary>The softmax of all rows with the next so many keys.</summary>
    public void Emit(int columns)
    {
        Gpr row = _asm.NewGpr(), rows = _asm.NewGpr(), state = _asm.NewGpr();
        Gpr? mask = _places.Mask is null ? null : _asm.NewGpr();
        _asm.Address(row, VectorAssembler.At(scope.Scratch, _blocks.Scores));
        _asm.Address(state, VectorAssembler.At(scope.Scratch, _blocks.Factors));
        _asm.Load64(rows, _places.Rows);
        if (mask is { } m)
        {
            scope.RowStart(m, _places.Mask!);
            scope.AddKeys(m, _places.Mask!.ItemBytes);
        }
        if (_form.Ragged) Limits();
        int turns = _asm.Lanes > 8 ? 4 : 2;
        Vec max = _asm.NewVec(), x = _asm.NewVec(), n = _asm.NewVec(), p = _asm.NewVec(), t = _asm.NewVec();
        Vec[] acc = _asm.NewVecs(turns);
        var pass = _form.Ragged ? null : new RowPass(_asm, columns, turns, unrolled: 16);
        // Masks may take two registers, and a cap as many.
        var exp = new NegativeExpEmitter(_asm, spare: _form.Softcap == 0 ? 2 : 4);
        void Run(Action<RowVector> body)
        {
            if (pass is null) RaggedRow(turns, body);
            else pass.Run(body);
        }
        void Fold(Action<Vec, Vec, Vec> join)
        {
            int used = pass?.Turns ?? turns;
            for (int half = 1; half < used; half *= 2)
                for (int i = 0; i + half < used; i += 2 * half) join(acc[i], acc[i], acc[i + half]);
        }

        _asm.While(rows, 1, () =>
        {
            _asm.Broadcast(n, float.NegativeInfinity);
            foreach (var a in acc) _asm.Move(a, n);
            Run(v =>
            {
                _asm.Load(x, v.At(row));
                if (_form.Softcap != 0) Cap(x, p, t);
                if (mask is { } summands) Mask(v, summands, x, n, p, t);
                Close(v, x, n);
                if (v.Tail is not null || mask is not null || _form.Softcap != 0 || _form.First is not null)
                    _asm.Store(v.At(row), x);
                _asm.Max(acc[v.Turn], acc[v.Turn], x);
            });
            Fold(_asm.Max);
            _asm.MaxAcross(max, acc[0]);
            if (scope.IsOnline)
            {
                _asm.Broadcast(x, VectorAssembler.At(state, _blocks.StateBytes));
                _asm.Max(max, max, x);
                _asm.StoreScalar(VectorAssembler.At(state, _blocks.StateBytes), max);
            }
            // Where all scores are -∞ every exponential shall be 0, not NaN: a later block of keys may have others.
            _asm.Zero(p);
            SelectEqual(max, n, p, max);
            if (scope.IsOnline)
            {
                _asm.Sub(x, x, max);
                exp.Emit(x, n, p);
                _asm.StoreScalar(VectorAssembler.At(state), x);
            }
            foreach (var a in acc) _asm.Zero(a);
            Run(v =>
            {
                _asm.Load(x, v.At(row));
                _asm.Sub(x, x, max);
                exp.Emit(x, n, p);
                _asm.Add(acc[v.Turn], acc[v.Turn], x);
                _asm.Store(v.At(row), x);
            });
            Fold(_asm.Add);
            _asm.SumAcross(max, acc[0]);
            if (scope.IsOnline)
            {
                var sum = VectorAssembler.At(state, 2 * _blocks.StateBytes);
                _asm.Broadcast(x, sum);
                _asm.FmaBroadcast(max, x, VectorAssembler.At(state));
                _asm.StoreScalar(sum, max);
            }
            else
            {
                Reciprocal(max, n, p);
                _asm.StoreScalar(VectorAssembler.At(state), max);
            }
            _asm.Add(row, _blocks.ScorePitch);
            _asm.Add(state, 4);
            if (mask is { } lines) _asm.Add(lines, _places.Mask!.RowBytes);
            if (_form.Ragged) NextLimits();
        });
        pass?.Release();
        exp.Release();
        _asm.Free(max, x, n, p, t);
        _asm.Free(acc);
        _asm.Free(row, rows, state);
        if (mask is { } used) _asm.Free(used);
    }

    /// <summary>After the last block of keys: factors are the reciprocals of the sums.</summary>
    public void End()
    {
        Vec sum = _asm.NewVec(), n = _asm.NewVec(), p = _asm.NewVec();
        for (long at = 0; at < _blocks.StateBytes; at += Bytes)
        {
            _asm.Load(sum, VectorAssembler.At(scope.Scratch, _blocks.Factors + 2 * _blocks.StateBytes + at));
            Reciprocal(sum, n, p);
            _asm.Store(VectorAssembler.At(scope.Scratch, _blocks.Factors + at), sum);
        }
        _asm.Free(sum, n, p);
    }

    // d = 1/d. The sum of a row without a score above -∞ is 0: its factor is 0, or ∞ where the result, 0 times that, shall be NaN.
    private void Reciprocal(Vec d, Vec n, Vec p)
    {
        _asm.Broadcast(n, 1f);
        if (_form.NanRows)
        {
            _asm.Div(d, n, d);
            return;
        }
        _asm.Div(n, n, d);
        _asm.Zero(p);
        SelectEqual(d, p, p, n);
    }

    // Puts down which keys of the block of keys the first row sees, and how many any row does.
    private void Limits()
    {
        Gpr from = _asm.NewGpr(), key = _asm.NewGpr();
        _asm.Set(key, 0);
        if (scope.IsOnline) _asm.Load64(key, _places.FirstKey);
        Gpr open = _asm.NewGpr();
        _asm.Load64(open, _places.Valid);
        if (_form.Last is { } last)
        {
            First(from, last + 1);
            if (_form.RowStep == 0) _asm.Min(open, open, from);
            else _asm.Move(open, from);
        }
        _asm.Sub(open, key);
        _asm.Store64(_places.Open, open);
        if (_form.First is { } first)
        {
            First(from, first);
            _asm.Sub(from, key);
            _asm.Store64(_places.Shut, from);
        }
        _asm.Free(from, key, open);

        // Position of the block's first row, and some keys.
        void First(Gpr d, int keys)
        {
            _asm.Set(d, keys);
            if (_form.Valid >= 0)
            {
                _asm.Load64(open, _places.Position);
                _asm.Add(d, open);
                _asm.Load64(open, _places.Valid);
            }
            if (_form.RowStep > 0) scope.AddMultiple(d, _places.FirstRow, 1);
        }
    }

    private void NextLimits()
    {
        if (_form.RowStep == 0) return;
        var t = _asm.NewGpr();
        foreach (var slot in (ReadOnlySpan<Mem>)[_places.Open, _places.Shut])
        {
            if (slot == _places.Open ? _form.Last is null : _form.First is null) continue;
            _asm.Load64(t, slot);
            _asm.Add(t, 1);
            _asm.Store64(slot, t);
        }
        _asm.Free(t);
    }

    // Goes through the vectors of a row up to the block's limit: the open ones, then those with shut keys.
    private void RaggedRow(int turns, Action<RowVector> body)
    {
        Gpr index = _asm.NewGpr(), left = _asm.NewGpr(), end = _asm.NewGpr();
        Label single = _asm.NewLabel(), masked = _asm.NewLabel(), done = _asm.NewLabel();
        _asm.Set(index, 0);
        _asm.Load64(left, _places.Limit);
        _asm.Load64(end, _places.Open);
        _asm.Min(left, left, end);
        if (turns > 1)
        {
            var several = _asm.NewLabel();
            _asm.BindLoop(several);
            _asm.JumpIf(left, Condition.Less, turns * _asm.Lanes, single);
            for (int u = 0; u < turns; u++) body(new(index, (long)u * Bytes, u, -1, null));
            _asm.Add(index, (long)turns * Bytes);
            _asm.Add(left, -turns * _asm.Lanes);
            _asm.Jump(several);
        }
        _asm.Bind(single);
        _asm.JumpIf(left, Condition.Less, _asm.Lanes, masked);
        body(new(index, 0, 0, -1, null));
        _asm.Add(index, Bytes);
        _asm.Add(left, -_asm.Lanes);
        _asm.Jump(single);
        _asm.Bind(masked);
        _asm.Load64(end, _places.Limit);
        _asm.Mul(end, end, 4);
        _asm.JumpIf(index, Condition.GreaterOrEqual, end, done);
        _asm.Free(end);
        var head = _asm.NewLabel();
        _asm.Bind(head);
        var lanes = _asm.FirstLanes(left);
        body(new(index, 0, 0, -1, lanes));
        _asm.Free(lanes);
        _asm.Add(index, Bytes);
        _asm.Add(left, -_asm.Lanes);
        end = _asm.NewGpr();
        _asm.Load64(end, _places.Limit);
        _asm.Mul(end, end, 4);
        _asm.JumpIf(index, Condition.Less, end, head);
        _asm.Bind(done);
        _asm.Free(index, end, left);
    }

    // x = cap · tanh x.
    private void Cap(Vec x, Vec p, Vec t)
    {
        Vec[] more = _asm.NewVecs(2);
        TanhEmitter.Function.Emit(new VectorBatch(_asm, 1), [x], [[p], [t], [more[0]], [more[1]]]);
        _asm.Free(more);
        _asm.Broadcast(p, _form.Softcap);
        _asm.Mul(x, x, p);
    }

    // Shuts the lanes outside of what the row sees.
    private void Close(RowVector v, Vec x, Vec shut)
    {
        if (v.Tail is { } tail) _asm.Select(x, tail, x, shut);
        if (_form.First is null) return;
        Gpr count = _asm.NewGpr(), at = _asm.NewGpr(), rest = _asm.NewGpr();
        _asm.DivRem(at, rest, v.Index!.Value, 4);
        _asm.Load64(count, _places.Shut);
        _asm.Sub(count, at);
        _asm.Add(count, -v.Offset / 4);
        var before = _asm.FirstLanes(count);
        _asm.Select(x, before, shut, x);
        _asm.Free(before);
        _asm.Free(count, at, rest);
    }

    // Adds summands to scores; a truth value that is false counts as -∞.
    private void Mask(RowVector v, Gpr mask, Vec x, Vec shut, Vec p, Vec t)
    {
        if (_places.Mask!.ItemBytes == 4)
        {
            if (v.Tail is null) _asm.Add(x, x, v.At(mask));
            else
            {
                v.Load(_asm, p, mask);
                _asm.Add(x, x, p);
            }
            return;
        }
        // An item of a byte lies at a quarter of the offset of a score.
        var start = v.Index is { } index ? Quarter(index, mask) : mask;
        var at = VectorAssembler.At(start, v.Offset / 4);
        if (v.Tail is { } tail) _asm.Load(p, at, tail, LaneFormat.U8);
        else _asm.Load(p, at, LaneFormat.U8);
        if (v.Index is not null) _asm.Free(start);
        _asm.Zero(t);
        var isShut = _asm.NewMask();
        _asm.CompareI(isShut, p, Condition.Equal, t);
        _asm.Select(t, isShut, shut, t);
        _asm.Free(isShut);
        _asm.Add(x, x, t);
    }

    private Gpr Quarter(Gpr index, Gpr mask)
    {
        Gpr quarter = _asm.NewGpr(), rest = _asm.NewGpr();
        _asm.DivRem(quarter, rest, index, 4);
        _asm.Add(quarter, mask);
        _asm.Free(rest);
        return quarter;
    }

    // d = d equals what ? then : otherwise.
    private void SelectEqual(Vec d, Vec what, Vec then, Vec otherwise)
    {
        var equal = _asm.NewMask();
        _asm.Compare(equal, d, Condition.Equal, what);
        _asm.Select(d, equal, then, otherwise);
        _asm.Free(equal);
    }
}
