using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Kernels.Rows;

namespace XinRT.Backends.Cpu.Kernels.Attention;

/// <summary>Emits the scores of a block of query rows and a block of keys.</summary>
/// <remarks>Packed keys are multiplied by register tiles. Where keys are not packed, because there are few rows, a row is
/// multiplied with as many keys as a vector has lanes, each product summed in a vector of its own; these are transposed
/// and added.</remarks>
internal sealed class AttentionScores(AttentionScope scope)
{
    private readonly VectorAssembler _asm = scope.Asm;
    private readonly AttentionForm _form = scope.Form;
    private readonly AttentionBlocks _blocks = scope.Blocks;
    private readonly AttentionPlaces _places = scope.Places;

    /// <summary>Copies the block's queries, multiplied so that the scores are what the softmax reads.</summary>
    public void CopyQueries()
    {
        Gpr src = _asm.NewGpr(), dst = _asm.NewGpr(), rows = _asm.NewGpr();
        scope.RowStart(src, _places.Query);
        _asm.Address(dst, VectorAssembler.At(scope.Scratch, _blocks.Queries));
        _asm.Load64(rows, _places.Rows);
        Vec scale = _asm.NewVec(), x = _asm.NewVec();
        _asm.Broadcast(scale, _form.Softcap == 0 ? _form.Scale : _form.Scale / _form.Softcap);
        var pass = new RowPass(_asm, _form.Depth, turns: 4, unrolled: 16);
        _asm.While(rows, 1, () =>
        {
            pass.Run(v =>
            {
                v.Load(_asm, x, src);
                _asm.Mul(x, x, scale);
                _asm.Store(v.At(dst), x);
            });
            _asm.Add(src, _places.Query.RowBytes);
            _asm.Add(dst, _blocks.QueryPitch);
        });
        pass.Release();
        _asm.Free(scale, x);
        _asm.Free(src, dst, rows);
    }

    /// <summary>Scores of the block with the next so many keys.</summary>
    public void Emit(int columns)
    {
        if (_blocks.IsNarrow) EmitNarrow(columns);
        else EmitPacked(columns);
    }

    private void EmitPacked(int columns)
    {
        int vectors = (columns + _asm.Lanes - 1) / _asm.Lanes, rest = vectors % _blocks.Vectors;
        int width = _blocks.Vectors * _asm.Lanes;
        Gpr keys = _asm.NewGpr(), target = _asm.NewGpr();
        _asm.Load64(keys, _places.Packed);
        scope.AddKeys(keys, _form.Depth * 4L);
        _asm.Address(target, VectorAssembler.At(scope.Scratch, _blocks.Scores));
        Groups(vectors / _blocks.Vectors, width, rest > 0,
            () =>
            {
                Panel(_blocks.Vectors);
                _asm.Add(keys, (long)width * _form.Depth * 4);
                _asm.Add(target, width * 4);
            },
            () => Panel(rest));
        _asm.Free(keys, target);

        void Panel(int vectors)
        {
            Gpr a = _asm.NewGpr(), c = _asm.NewGpr();
            _asm.Address(a, VectorAssembler.At(scope.Scratch, _blocks.Queries));
            _asm.Move(c, target);
            scope.Tiles(vectors, [(a, _blocks.QueryPitch), (c, _blocks.ScorePitch)], tile =>
            {
                tile.Clear();
                tile.Accumulate(a, _blocks.QueryPitch, keys, (long)vectors * _asm.VectorBytes, _form.Depth);
                tile.Store(c, _blocks.ScorePitch);
                tile.ReleaseOperands();
            });
            _asm.Free(a, c);
        }
    }

    private void EmitNarrow(int columns)
    {
        Gpr keys = _asm.NewGpr(), target = _asm.NewGpr();
        _asm.Load64(keys, _places.Key.Slot);
        scope.AddKeys(keys, _places.Key.RowBytes);
        _asm.Address(target, VectorAssembler.At(scope.Scratch, _blocks.Scores));
        var pass = new RowPass(_asm, _form.Depth, turns: 4, unrolled: 16);
        Groups(columns / _asm.Lanes, _asm.Lanes, columns % _asm.Lanes > 0,
            () =>
            {
                Square(_asm.Lanes);
                _asm.Add(keys, _places.Key.RowBytes * _asm.Lanes);
                _asm.Add(target, _asm.VectorBytes);
            },
            () => Square(columns % _asm.Lanes));
        pass.Release();
        _asm.Free(keys, target);

        void Square(int count)
        {
            var query = _asm.NewGpr();
            _asm.Address(query, VectorAssembler.At(scope.Scratch, _blocks.Queries));
            for (int row = 0; row < _form.Rows; row++)
            {
                Vec[] sums = _asm.NewVecs(_asm.Lanes);
                var key = _asm.NewVec();
                foreach (var sum in sums) _asm.Zero(sum);
                pass.Run(v =>
                {
                    for (int j = 0; j < count; j++)
                    {
                        (v with { Offset = v.Offset + j * _places.Key.RowBytes }).Load(_asm, key, keys);
                        _asm.Fma(sums[j], key, (v with { Offset = v.Offset + row * _blocks.QueryPitch }).At(query));
                    }
                });
                _asm.Free(key);
                _asm.Transpose(sums);
                for (int half = _asm.Lanes / 2; half > 0; half /= 2)
                    for (int i = 0; i < half; i++) _asm.Add(sums[i], sums[i], sums[i + half]);
                _asm.Store(VectorAssembler.At(target, row * _blocks.ScorePitch), sums[0]);
                _asm.Free(sums);
            }
            _asm.Free(query);
        }
    }

    // Goes through groups of keys as far as any row sees.
    private void Groups(int full, int width, bool rest, Action group, Action last)
    {
        if (!_form.Ragged)
        {
            _asm.Repeat(full, group);
            if (rest) last();
            return;
        }
        var end = _asm.NewLabel();
        var left = _asm.NewGpr();
        if (full > 0)
        {
            var t = _asm.NewGpr();
            _asm.Load64(left, _places.Limit);
            _asm.Set(t, (long)full * width);
            _asm.Min(left, left, t);
            _asm.Free(t);
            _asm.While(left, width, group);
        }
        if (rest)
        {
            _asm.Load64(left, _places.Limit);
            _asm.JumpIf(left, Condition.LessOrEqual, full * width, end);
            last();
        }
        _asm.Bind(end);
        _asm.Free(left);
    }
}
