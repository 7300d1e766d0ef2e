using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Kernels.Rows;

namespace XinRT.Backends.Cpu.Kernels.Attention;

/// <summary>Emits the tasks of <see cref="AttentionKernel"/>: finds the operands of a head, packs, and goes through the
/// blocks of its rows.</summary>
internal sealed class AttentionCode
{
    private readonly VectorAssembler _asm;
    private readonly KernelProblem _problem;
    private readonly FusedNode _fused;
    private readonly AttentionForm _form;
    private readonly AttentionBlocks _blocks;
    private readonly KernelArguments _arguments;
    private readonly AttentionPlaces _places;

    /// <summary>Reserves stack slots.</summary>
    public AttentionCode(VectorAssembler asm, KernelProblem problem, FusedNode fused, AttentionForm form,
        AttentionBlocks blocks)
    {
        (_asm, _problem, _fused, _form, _blocks) = (asm, problem, fused, form, blocks);
        _arguments = KernelArguments.Of(problem);
        long[] Strides(int input, long depth) => AttentionForm.Strides(Layout(input), Layout(input).Dims.Span, depth);
        var y = problem.Outputs[0]!.Layout;
        _places = new(asm)
        {
            Query = new(asm.NewSlot(), Strides(fused.AnchorInputs[0], form.Depth)),
            Key = new(asm.NewSlot(), Strides(fused.AnchorInputs[1], form.Depth)),
            Value = new(asm.NewSlot(), Strides(fused.AnchorInputs[2], form.ValueDepth)),
            Output = new(asm.NewSlot(), AttentionForm.Strides(y, y.Dims.Span, form.ValueDepth)),
            Mask = form.Mask < 0 ? null : new(asm.NewSlot(), RowSpace.Spread(Layout(form.Mask), form.ScoreDims))
            {
                ItemBytes = problem.Inputs[form.Mask]!.DType == DType.Bool ? 1 : 4,
            },
            Operands = fused.Epilogue.Operands.ToDictionary(i => i,
                i => new HeadPlace(asm.NewSlot(), AttentionForm.Strides(Layout(i), y.Dims.Span, form.ValueDepth))),
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
        var steps = new AttentionSteps(_asm, _fused, _form, _blocks, _places);
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
            if (!_blocks.PacksFirst) Pack();
            Blocks(steps);
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

    // All blocks of a task.
    private void Blocks(AttentionSteps steps)
    {
        var head = _asm.NewLabel();
        _asm.Bind(head);
        Bound();
        steps.CopyQueries();
        steps.Scores();
        steps.Softmax();
        steps.Products();
        Gpr tile = _asm.NewGpr(), end = _asm.NewGpr();
        _asm.Load64(tile, _places.Tile);
        _asm.Load64(end, _places.LastTile);
        _asm.JumpIf(tile, Condition.Less, end, head);
        _asm.Free(tile, end);
    }

    // Rows, tiles and keys of the next block.
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
        if (_form.CausalOffset is { } offset)
        {
            _asm.Add(t, first);
            _asm.Add(t, offset);
            _asm.Set(big, _form.Columns);
            _asm.Min(t, t, big);
            _asm.Store64(_places.Limit, t);
        }
        _asm.Free(tile, next, t, big, first);
    }
}
