using XinRT.Backends.Cpu.Asm;
using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Kernels.Attention;

/// <summary>Emits the tasks of <see cref="AttentionKernel"/>: finds the operands of a head, packs, and goes through the
/// blocks of its rows.</summary>
internal sealed class AttentionCode
{
    private readonly VectorAssembler _asm;
    private readonly KernelProblem _problem;
    private readonly AnchoredForm _fused;
    private readonly AttentionForm _form;
    private readonly AttentionBlocks _blocks;
    private readonly KernelArguments _arguments;
    private readonly AttentionPlaces _places;

    /// <summary>Reserves stack slots.</summary>
    public AttentionCode(VectorAssembler asm, KernelProblem problem, AnchoredForm fused, AttentionForm form,
        AttentionBlocks blocks)
    {
        (_asm, _problem, _fused, _form, _blocks) = (asm, problem, fused, form, blocks);
        _arguments = KernelArguments.Of(problem);
        long[] Strides(int input, long depth) => AttentionForm.Strides(Layout(input), Layout(input).Dims.Span, depth);
        var y = problem.Outputs[0]!.Layout;
        int query = fused.AnchorInputs[0];
        _places = new(asm)
        {
            Query = new(asm.NewSlot(), form.QueryStrides(Layout(query), Layout(query).Dims.Span, form.Depth)),
            Key = new(asm.NewSlot(), Strides(fused.AnchorInputs[1], form.Depth)),
            Value = new(asm.NewSlot(), Strides(fused.AnchorInputs[2], form.ValueDepth)),
            Output = new(asm.NewSlot(), form.QueryStrides(y, y.Dims.Span, form.ValueDepth)),
            Mask = form.Mask < 0 ? null : new(asm.NewSlot(),
                form.QueryStrides(Layout(form.Mask), form.ScoreDims(Layout(form.Mask).Dims[^1]), 1))
            {
                ItemBytes = problem.Inputs[form.Mask]!.DType == DType.Bool ? 1 : 4,
            },
            Operands = fused.Epilogue.Operands.ToDictionary(i => i,
                i => new HeadPlace(asm.NewSlot(), form.QueryStrides(Layout(i), y.Dims.Span, form.ValueDepth))),
        };
    }

    /// <summary>The phase that packs: a task is a head of keys and values.</summary>
    public void EmitPacking()
    {
        _asm.ForEachTask(task =>
        {
            Gpr batch = _asm.NewGpr(), head = _asm.NewGpr();
            _asm.DivRem(batch, head, task, _form.KvHeads);
            LocateKeys(batch, head);
            _asm.Free(batch, head);
            Packed(task);
            Pack();
        });
        _asm.Return();
    }

    /// <summary>The phase that computes: a task is a head, or a part of its rows.</summary>
    public void Emit()
    {
        var scope = new AttentionScope(_asm, _fused, _form, _blocks, _places);
        _asm.ForEachTask(task =>
        {
            Gpr batch = _asm.NewGpr(), head = _asm.NewGpr(), shared = _asm.NewGpr(), group = _asm.NewGpr();
            _asm.DivRem(head, group, task, _blocks.Groups);
            Split(group);
            _asm.DivRem(batch, group, head, _form.Heads);
            _asm.Move(head, group);
            _asm.DivRem(shared, group, head, _form.Heads / _form.KvHeads);
            _asm.Free(group);
            Locate(_places.Query, Input(0), batch, head);
            Locate(_places.Output, _arguments.Output(0), batch, head);
            foreach (var (input, place) in _places.Operands) Locate(place, KernelArguments.Input(input), batch, head);
            if (_places.Mask is { } mask) Locate(mask, KernelArguments.Input(_form.Mask), batch, head);
            if (_form.Ragged) Valid(batch);
            if (_blocks.PacksFirst)
            {
                _asm.Mul(batch, batch, _form.KvHeads);
                _asm.Add(shared, batch);
                Packed(shared);
            }
            else
            {
                LocateKeys(batch, shared);
                _asm.Address(batch, VectorAssembler.At(_asm.Argument(3), _blocks.Keys));
                _asm.Store64(_places.Packed, batch);
            }
            _asm.Free(batch, head, shared);
            if (!_blocks.PacksFirst && !_blocks.IsNarrow) Pack();
            Blocks(scope);
        });
        _asm.Return();
    }

    private int Input(int slot) => KernelArguments.Input(_fused.AnchorInputs[slot]);

    private TensorLayout Layout(int input) => _problem.Inputs[input]!.Layout;

    private void LocateKeys(Gpr batch, Gpr head)
    {
        Locate(_places.Key, Input(1), batch, head);
        Locate(_places.Value, Input(2), batch, head);
    }

    // Keeps the address of a head of an operand.
    private void Locate(HeadPlace place, int argument, Gpr batch, Gpr head)
    {
        Gpr at = _asm.NewGpr(), step = _asm.NewGpr();
        _asm.Load64(at, VectorAssembler.At(_asm.Argument(0), argument));
        foreach (var (index, stride) in new[] { (batch, place.Strides[0]), (head, place.Strides[1]) })
        {
            if (stride == 0) continue;
            _asm.Mul(step, index, stride * place.ItemBytes);
            _asm.Add(at, step);
        }
        _asm.Store64(place.Slot, at);
        _asm.Free(at, step);
    }

    // Keeps the address of a head's packed keys in the workspace.
    private void Packed(Gpr head)
    {
        Gpr start = _asm.NewGpr(), at = _asm.NewGpr();
        _asm.Load64(start, VectorAssembler.At(_asm.Argument(0), _arguments.Workspace));
        _asm.Mul(at, head, _blocks.KeyBytes + _blocks.ValueBytes);
        _asm.Add(at, start);
        _asm.Store64(_places.Packed, at);
        _asm.Free(start, at);
    }

    private void Pack()
    {
        var packing = new AttentionPacking(_asm, _form, _blocks);
        Gpr src = _asm.NewGpr(), dst = _asm.NewGpr();
        _asm.Load64(src, _places.Key.Slot);
        _asm.Load64(dst, _places.Packed);
        packing.Keys(src, _places.Key.Strides[2] * 4, dst);
        _asm.Load64(src, _places.Value.Slot);
        _asm.Load64(dst, _places.Packed);
        _asm.Add(dst, _blocks.KeyBytes);
        packing.Values(src, _places.Value.Strides[2] * 4, dst);
        _asm.Free(src, dst);
    }

    // Keeps the bounds of a task's tiles.
    private void Split(Gpr group)
    {
        Gpr tile = _asm.NewGpr(), end = _asm.NewGpr(), all = _asm.NewGpr();
        _asm.Mul(tile, group, _blocks.TilesPerTask);
        _asm.Store64(_places.Tile, tile);
        _asm.Address(end, VectorAssembler.At(tile, _blocks.TilesPerTask));
        _asm.Set(all, _blocks.Tiles);
        _asm.Min(end, end, all);
        _asm.Store64(_places.LastTile, end);
        _asm.Free(tile, end, all);
    }

    // Keeps how many keys of a batch count, and where its first row stands.
    private void Valid(Gpr batch)
    {
        Gpr valid = _asm.NewGpr(), all = _asm.NewGpr();
        _asm.Set(all, _form.Columns);
        if (_form.Valid < 0) _asm.Store64(_places.Valid, all);
        else
        {
            _asm.Load64(valid, VectorAssembler.At(_asm.Argument(0), KernelArguments.Input(_form.Valid)));
            _asm.Load64(valid, VectorAssembler.At(valid, batch, 8));
            // Bounds keep any number of the input from overflowing.
            _asm.Min(all, valid, all);
            _asm.Set(valid, 0);
            _asm.Max(all, all, valid);
            _asm.Store64(_places.Valid, all);
            _asm.Add(all, -(_form.Folded ? 1 : _form.Rows));
            _asm.Store64(_places.Position, all);
        }
        _asm.Free(valid, all);
    }

    // All blocks of a task.
    private void Blocks(AttentionScope scope)
    {
        var scores = new AttentionScores(scope);
        var softmax = new AttentionSoftmax(scope);
        var products = new AttentionProducts(scope);
        var head = _asm.NewLabel();
        _asm.Bind(head);
        Bound();
        scores.CopyQueries();
        if (scope.IsOnline)
        {
            softmax.Start();
            products.Start();
            KeyBlocks(Block);
            softmax.End();
            products.End();
        }
        else Block(_form.Columns);
        Gpr tile = _asm.NewGpr(), end = _asm.NewGpr();
        _asm.Load64(tile, _places.Tile);
        _asm.Load64(end, _places.LastTile);
        _asm.JumpIf(tile, Condition.Less, end, head);
        _asm.Free(tile, end);

        void Block(int columns)
        {
            if (_form.Ragged) Limit(columns);
            scores.Emit(columns);
            softmax.Emit(columns);
            products.Emit(columns);
        }
    }

    // Runs a body for each block of keys of which any row sees one: whole blocks, then the rest.
    private void KeyBlocks(Action<int> body)
    {
        int full = _form.Columns / _blocks.KeyBlock * _blocks.KeyBlock, rest = _form.Columns % _blocks.KeyBlock;
        Label head = _asm.NewLabel(), last = _asm.NewLabel(), done = _asm.NewLabel();
        var key = _asm.NewGpr();
        FirstBlock(key);
        _asm.Bind(head);
        _asm.Store64(_places.FirstKey, key);
        Leave(done);
        _asm.JumpIf(key, Condition.GreaterOrEqual, full, last);
        _asm.Free(key);
        body(_blocks.KeyBlock);
        key = _asm.NewGpr();
        _asm.Load64(key, _places.FirstKey);
        _asm.Add(key, _blocks.KeyBlock);
        _asm.Jump(head);
        _asm.Bind(last);
        _asm.Free(key);
        if (rest > 0) body(rest);
        _asm.Bind(done);

        void Leave(Label label)
        {
            if (!_form.Ragged) return;
            var seen = _asm.NewGpr();
            _asm.Load64(seen, _places.Seen);
            _asm.JumpIf(key, Condition.GreaterOrEqual, seen, label);
            _asm.Free(seen);
        }
    }

    // First key of the block of keys with the first key that any row sees.
    private void FirstBlock(Gpr key)
    {
        _asm.Set(key, 0);
        if (_form.First is not { } first) return;
        Gpr at = _asm.NewGpr(), rest = _asm.NewGpr();
        Position(at, first, _places.FirstRow);
        _asm.Max(at, at, key);
        _asm.DivRem(key, rest, at, _blocks.KeyBlock);
        _asm.Mul(key, key, _blocks.KeyBlock);
        _asm.Free(at, rest);
    }

    // d = position of a row, and some keys.
    private void Position(Gpr d, int keys, Mem row)
    {
        var t = _asm.NewGpr();
        _asm.Set(d, keys);
        if (_form.Valid >= 0)
        {
            _asm.Load64(t, _places.Position);
            _asm.Add(d, t);
        }
        if (_form.RowStep > 0)
        {
            _asm.Load64(t, row);
            _asm.Add(d, t);
        }
        _asm.Free(t);
    }

    // Keeps how many of the next so many keys any row sees.
    private void Limit(int columns)
    {
        Gpr seen = _asm.NewGpr(), t = _asm.NewGpr();
        _asm.Load64(seen, _places.Seen);
        if (_blocks.IsOnline(_form))
        {
            _asm.Load64(t, _places.FirstKey);
            _asm.Sub(seen, t);
        }
        _asm.Set(t, columns);
        _asm.Min(seen, seen, t);
        _asm.Store64(_places.Limit, seen);
        _asm.Free(seen, t);
    }

    // Rows and tiles of the next block, and the keys that it sees.
    private void Bound()
    {
        Gpr tile = _asm.NewGpr(), next = _asm.NewGpr(), t = _asm.NewGpr(), big = _asm.NewGpr(), first = _asm.NewGpr();
        _asm.Load64(tile, _places.Tile);
        _asm.Load64(t, _places.LastTile);
        _asm.Address(next, VectorAssembler.At(tile, _blocks.TilesPerBlock));
        _asm.Min(next, next, t);
        _asm.Store64(_places.Tile, next);
        // Big tiles come first, so tile i starts at row i · (rows - 1) + min(i, big tiles).
        _asm.Set(t, _blocks.BigTiles);
        _asm.Min(big, t, next);
        _asm.Min(t, t, tile);
        _asm.Sub(big, t);
        _asm.Store64(_places.BigTiles, big);
        _asm.Mul(first, tile, _blocks.TileRows - 1);
        _asm.Add(first, t);
        _asm.Store64(_places.FirstRow, first);
        _asm.Sub(next, tile);
        _asm.Mul(t, next, _blocks.TileRows - 1);
        _asm.Add(t, big);
        _asm.Store64(_places.Rows, t);
        _asm.Sub(next, big);
        _asm.Store64(_places.SmallTiles, next);
        if (_form.Ragged)
        {
            _asm.Load64(big, _places.Valid);
            if (_form.Last is { } last)
            {
                Position(next, last, _places.FirstRow);
                if (_form.RowStep == 0) _asm.Set(t, 1);
                _asm.Add(next, t);
                _asm.Min(big, big, next);
                _asm.Set(next, 0);
                _asm.Max(big, big, next);
            }
            _asm.Store64(_places.Seen, big);
        }
        _asm.Free(tile, next, t, big, first);
    }
}
