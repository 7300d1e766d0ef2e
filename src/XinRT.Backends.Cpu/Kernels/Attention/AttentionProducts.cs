using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Backends.Cpu.Kernels.Contraction;
using XinRT.Backends.Cpu.Kernels.Rows;

namespace XinRT.Backends.Cpu.Kernels.Attention;

/// <summary>Emits the product of a block of exponentials with the values, and the way of the result through the
/// epilogue.</summary>
/// <remarks>If there is one block of keys, register tiles are divided by the sums and written at once. If there are more,
/// tiles go on from the sums so far, which lie in scratch, times the row's factor.</remarks>
internal sealed class AttentionProducts(AttentionScope scope)
{
    private readonly VectorAssembler _asm = scope.Asm;
    private readonly AttentionForm _form = scope.Form;
    private readonly AttentionBlocks _blocks = scope.Blocks;
    private readonly AttentionPlaces _places = scope.Places;

    private int Bytes => _asm.VectorBytes;

    private bool IsPartial => _form.ValueDepth % _asm.Lanes != 0;

    /// <summary>Before the first block of keys: all sums are 0.</summary>
    public void Start()
    {
        Gpr y = _asm.NewGpr(), rows = _asm.NewGpr();
        var zero = _asm.NewVec();
        _asm.Zero(zero);
        _asm.Address(y, VectorAssembler.At(scope.Scratch, _blocks.Results));
        _asm.Load64(rows, _places.Rows);
        _asm.While(rows, 1, () =>
        {
            for (int v = 0; v < _blocks.ValueVectors; v++) _asm.Store(VectorAssembler.At(y, (long)v * Bytes), zero);
            _asm.Add(y, _blocks.ResultPitch);
        });
        _asm.Free(zero);
        _asm.Free(y, rows);
    }

    /// <summary>Exponentials times the values of the next so many keys.</summary>
    public void Emit(int columns)
    {
        int full = _blocks.ValueVectors / _blocks.Vectors, rest = _blocks.ValueVectors % _blocks.Vectors;
        // The panel with the partial vector has code of its own.
        int plain = IsPartial && rest == 0 ? full - 1 : full, last = IsPartial && rest == 0 ? _blocks.Vectors : rest;
        for (int panel = 0; panel < plain; panel++) Panel(columns, panel * _blocks.Vectors, _blocks.Vectors, false);
        if (last > 0) Panel(columns, plain * _blocks.Vectors, last, IsPartial);
    }

    /// <summary>After the last block of keys: writes the result.</summary>
    public void End()
    {
        Gpr rows = _asm.NewGpr(), src = _asm.NewGpr(), factor = _asm.NewGpr(), y = _asm.NewGpr(), row = _asm.NewGpr();
        _asm.Load64(rows, _places.Rows);
        _asm.Address(src, VectorAssembler.At(scope.Scratch, _blocks.Results));
        _asm.Address(factor, VectorAssembler.At(scope.Scratch, _blocks.Factors));
        scope.RowStart(y, _places.Output);
        _asm.Load64(row, _places.FirstRow);
        Mask? tail = IsPartial ? _asm.FirstLanes(_form.ValueDepth % _asm.Lanes) : null;
        Vec x = _asm.NewVec(), share = _asm.NewVec();
        _asm.While(rows, 1, () =>
        {
            for (int v = 0; v < _blocks.ValueVectors; v++)
            {
                // The epilogue may need every other register.
                _asm.Broadcast(share, VectorAssembler.At(factor));
                _asm.Mul(x, share, VectorAssembler.At(src, (long)v * Bytes));
                Finish(x, v, 0, v == _blocks.ValueVectors - 1 ? tail : null, y, row);
            }
            _asm.Add(src, _blocks.ResultPitch);
            _asm.Add(factor, 4);
            _asm.Add(y, _places.Output.RowBytes);
            _asm.Add(row, 1);
        });
        if (tail is { } mask) _asm.Free(mask);
        _asm.Free(x, share);
        _asm.Free(rows, src, factor, y, row);
    }

    private void Panel(int columns, int first, int vectors, bool partial)
    {
        Gpr a = _asm.NewGpr(), factor = _asm.NewGpr(), y = _asm.NewGpr(), row = _asm.NewGpr();
        _asm.Address(a, VectorAssembler.At(scope.Scratch, _blocks.Scores));
        _asm.Address(factor, VectorAssembler.At(scope.Scratch, _blocks.Factors));
        if (scope.IsOnline) _asm.Address(y, VectorAssembler.At(scope.Scratch, _blocks.Results + (long)first * Bytes));
        else scope.RowStart(y, _places.Output);
        _asm.Load64(row, _places.FirstRow);
        long pitchY = scope.IsOnline ? _blocks.ResultPitch : _places.Output.RowBytes;
        scope.Tiles(vectors, [(a, _blocks.ScorePitch), (factor, 4), (y, pitchY), (row, 1)], tile =>
        {
            if (scope.IsOnline) tile.Load(y, pitchY, factor);
            else tile.Clear();
            Accumulate(tile, columns, first, partial, a);
            tile.ReleaseOperands();
            if (scope.IsOnline) tile.Store(y, pitchY);
            else Finish(tile, first, partial, factor, y, row);
        });
        _asm.Free(a, factor, y, row);
    }

    private void Accumulate(MicroKernel tile, int columns, int first, bool partial, Gpr a)
    {
        Gpr values = _asm.NewGpr(), steps = _asm.NewGpr();
        long pitch = _blocks.IsNarrow ? _places.Value.RowBytes : (long)_blocks.ValueVectors * Bytes;
        _asm.Load64(values, _blocks.IsNarrow ? _places.Value.Slot : _places.Packed);
        _asm.Add(values, (_blocks.IsNarrow ? 0 : _blocks.KeyBytes) + (long)first * Bytes);
        scope.AddKeys(values, pitch);
        // Packed values are whole vectors.
        Mask? tail = partial && _blocks.IsNarrow ? _asm.FirstLanes(_form.ValueDepth % _asm.Lanes) : null;
        tile.Tail = tail;
        if (_form.Ragged)
        {
            _asm.Load64(steps, _places.Limit);
            tile.Accumulate(a, _blocks.ScorePitch, values, pitch, steps);
        }
        else tile.Accumulate(a, _blocks.ScorePitch, values, pitch, columns);
        if (tail is { } lanes) _asm.Free(lanes);
        _asm.Free(values, steps);
    }

    private void Finish(MicroKernel tile, int first, bool partial, Gpr factor, Gpr y, Gpr row)
    {
        Mask? tail = partial ? _asm.FirstLanes(_form.ValueDepth % _asm.Lanes) : null;
        for (int r = 0; r < tile.Rows; r++)
        {
            var share = _asm.NewVec();
            _asm.Broadcast(share, VectorAssembler.At(factor, r * 4));
            for (int v = 0; v < tile.Vectors; v++) _asm.Mul(tile[r, v], tile[r, v], share);
            _asm.Free(share);
            for (int v = 0; v < tile.Vectors; v++)
                Finish(tile[r, v], first + v, r, v == tile.Vectors - 1 ? tail : null, y, row);
        }
        if (tail is { } mask) _asm.Free(mask);
    }

    // Applies the epilogue to a vector of a line below the row at the pointer, and stores it.
    private void Finish(Vec x, int vector, int line, Mask? lanes, Gpr y, Gpr row)
    {
        var at = new RowVector(null, (long)vector * Bytes, 0, -1, lanes);
        new ScalarEmitter(_asm, scope.Fused.Epilogue).Apply(x,
            (d, input) => LoadOperand(d, _places.Operands[input], at, row, line));
        (at with { Offset = at.Offset + line * _places.Output.RowBytes }).Store(_asm, y, x);
    }

    private void LoadOperand(Vec d, HeadPlace place, RowVector at, Gpr row, int line)
    {
        Gpr start = _asm.NewGpr(), step = _asm.NewGpr();
        _asm.Load64(start, place.Slot);
        if (place.Strides[2] != 0)
        {
            _asm.Mul(step, row, place.RowBytes);
            _asm.Add(start, step);
        }
        long offset = line * place.RowBytes;
        if (place.Strides[3] == 0 && _form.ValueDepth > 1) _asm.Broadcast(d, VectorAssembler.At(start, offset));
        else (at with { Offset = at.Offset + offset }).Load(_asm, d, start);
        _asm.Free(start, step);
    }
}
