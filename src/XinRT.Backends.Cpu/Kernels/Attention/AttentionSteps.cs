using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Backends.Cpu.Kernels.Rows;

namespace XinRT.Backends.Cpu.Kernels.Attention;

/// <summary>Emits the steps of one block of query rows.</summary>
internal sealed class AttentionSteps(VectorAssembler asm, FusedNode fused, AttentionForm form, AttentionBlocks blocks,
    AttentionPlaces places)
{
    private readonly int _bytes = asm.VectorBytes;

    private Gpr Scratch => asm.Argument(3);

    private bool Causal => form.CausalOffset is not null;

    /// <summary>Copies the block's queries, multiplied by the scale.</summary>
    public void CopyQueries()
    {
        Gpr src = asm.NewGpr(), dst = asm.NewGpr(), rows = asm.NewGpr();
        RowStart(src, places.Query);
        asm.Address(dst, VectorAssembler.At(Scratch, blocks.Queries));
        asm.Load64(rows, places.Rows);
        Vec scale = asm.NewVec(), x = asm.NewVec();
        asm.Broadcast(scale, form.Scale);
        var pass = new RowPass(asm, form.Depth, turns: 4, unrolled: 16);
        asm.While(rows, 1, () =>
        {
            pass.Run(v =>
            {
                v.Load(asm, x, src);
                asm.Mul(x, x, scale);
                asm.Store(v.At(dst), x);
            });
            asm.Add(src, places.Query.RowBytes);
            asm.Add(dst, blocks.QueryPitch);
        });
        pass.Release();
        asm.Free(scale, x);
        asm.Free(src, dst, rows);
    }

    /// <summary>Scores of the block: queries times packed keys.</summary>
    public void Scores()
    {
        int full = blocks.KeyVectors / blocks.Vectors, rest = blocks.KeyVectors % blocks.Vectors;
        int width = blocks.Vectors * asm.Lanes;
        Gpr keys = asm.NewGpr(), target = asm.NewGpr();
        asm.Load64(keys, places.Packed);
        asm.Address(target, VectorAssembler.At(Scratch, blocks.Scores));
        void Next()
        {
            Panel(blocks.Vectors);
            asm.Add(keys, (long)width * form.Depth * 4);
            asm.Add(target, width * 4);
        }
        if (!Causal)
        {
            asm.Repeat(full, Next);
            if (rest > 0) Panel(rest);
        }
        else
        {
            var end = asm.NewLabel();
            Gpr left = asm.NewGpr(), t = asm.NewGpr();
            asm.Load64(left, places.Limit);
            if (full > 0)
            {
                asm.Set(t, (long)full * width);
                asm.Min(t, t, left);
                asm.While(t, width, Next);
            }
            if (rest > 0)
            {
                asm.JumpIf(left, Condition.LessOrEqual, full * width, end);
                Panel(rest);
            }
            asm.Bind(end);
            asm.Free(left, t);
        }
        asm.Free(keys, target);

        void Panel(int vectors)
        {
            Gpr a = asm.NewGpr(), c = asm.NewGpr();
            asm.Address(a, VectorAssembler.At(Scratch, blocks.Queries));
            asm.Move(c, target);
            Tiles(vectors, [(a, blocks.QueryPitch), (c, blocks.ScorePitch)], tile =>
            {
                tile.Accumulate(a, blocks.QueryPitch, keys, (long)vectors * _bytes, form.Depth);
                for (int r = 0; r < tile.Rows; r++)
                    for (int v = 0; v < vectors; v++)
                        asm.Store(VectorAssembler.At(c, r * blocks.ScorePitch + (long)v * _bytes), tile[r, v]);
                tile.ReleaseOperands();
            });
            asm.Free(a, c);
        }
    }

    /// <summary>Makes the scores exponentials of their distance from the row's largest, 0 where shut, and keeps the
    /// reciprocals of their sums.</summary>
    public void Softmax()
    {
        Gpr row = asm.NewGpr(), rows = asm.NewGpr(), factor = asm.NewGpr();
        Gpr? mask = places.Mask is null ? null : asm.NewGpr(), open = Causal ? asm.NewGpr() : null;
        asm.Address(row, VectorAssembler.At(Scratch, blocks.Scores));
        asm.Address(factor, VectorAssembler.At(Scratch, blocks.Factors));
        asm.Load64(rows, places.Rows);
        if (mask is { } m) RowStart(m, places.Mask!);
        if (open is { } o)
        {
            asm.Load64(o, places.FirstRow);
            asm.Add(o, form.CausalOffset!.Value + 1);
        }
        int turns = asm.Lanes > 8 ? 4 : 2;
        Vec max = asm.NewVec(), x = asm.NewVec(), n = asm.NewVec(), p = asm.NewVec();
        Vec[] acc = asm.NewVecs(turns);
        var pass = Causal ? null : new RowPass(asm, form.Columns, turns, unrolled: 16);
        void Run(Action<RowVector> body)
        {
            if (pass is null) CausalRow(open!.Value, body);
            else pass.Run(body);
        }
        void Fold(Action<Vec, Vec, Vec> join) => pass?.Fold(acc, join);

        asm.While(rows, 1, () =>
        {
            asm.Broadcast(acc[0], float.NegativeInfinity);
            for (int i = 1; i < turns; i++) asm.Move(acc[i], acc[0]);
            asm.Move(n, acc[0]);
            Run(v =>
            {
                asm.Load(x, v.At(row));
                if (mask is { } summands) Shut(v, summands, x, n, p);
                if (v.Tail is { } tail) asm.Select(x, tail, x, n);
                if (v.Tail is not null || mask is not null) asm.Store(v.At(row), x);
                asm.Max(acc[v.Turn], acc[v.Turn], x);
            });
            Fold(asm.Max);
            asm.MaxAcross(max, acc[0]);
            // Without an open key every exponential shall be 0, not NaN.
            if (mask is not null)
            {
                asm.Zero(p);
                SelectEqual(max, n, p, max);
            }
            foreach (var a in acc) asm.Zero(a);
            Run(v =>
            {
                asm.Load(x, v.At(row));
                asm.Sub(x, x, max);
                ExpEmitter.Emit(asm, x, [n, p]);
                asm.Add(acc[v.Turn], acc[v.Turn], x);
                asm.Store(v.At(row), x);
            });
            Fold(asm.Add);
            asm.SumAcross(max, acc[0]);
            asm.Broadcast(n, 1f);
            asm.Div(n, n, max);
            if (mask is not null)
            {
                asm.Zero(p);
                SelectEqual(max, p, p, n);
            }
            asm.StoreScalar(VectorAssembler.At(factor), mask is null ? n : max);
            asm.Add(row, blocks.ScorePitch);
            asm.Add(factor, 4);
            if (mask is { } lines) asm.Add(lines, places.Mask!.RowBytes);
            if (open is { } count) asm.Add(count, 1);
        });
        pass?.Release();
        asm.Free(max, x, n, p);
        asm.Free(acc);
        asm.Free(row, rows, factor);
        if (mask is { } used) asm.Free(used);
        if (open is { } ended) asm.Free(ended);
    }

    /// <summary>Exponentials times packed values, divided by the sums, through the epilogue into the result.</summary>
    public void Products()
    {
        int full = blocks.ValueVectors / blocks.Vectors, rest = blocks.ValueVectors % blocks.Vectors;
        bool partial = form.ValueDepth % asm.Lanes != 0;
        // The panel with the partial vector has code of its own.
        int plain = partial && rest == 0 ? full - 1 : full, last = partial && rest == 0 ? blocks.Vectors : rest;
        for (int panel = 0; panel < plain; panel++) Panel(panel * blocks.Vectors, blocks.Vectors, masked: false);
        if (last > 0) Panel(plain * blocks.Vectors, last, partial);
    }

    private void Panel(int first, int vectors, bool masked)
    {
        Gpr a = asm.NewGpr(), factor = asm.NewGpr(), y = asm.NewGpr(), row = asm.NewGpr();
        asm.Address(a, VectorAssembler.At(Scratch, blocks.Scores));
        asm.Address(factor, VectorAssembler.At(Scratch, blocks.Factors));
        RowStart(y, places.Output);
        asm.Load64(row, places.FirstRow);
        Tiles(vectors, [(a, blocks.ScorePitch), (factor, 4), (y, places.Output.RowBytes), (row, 1)], tile =>
        {
            Gpr values = asm.NewGpr(), steps = asm.NewGpr();
            asm.Load64(values, places.Packed);
            asm.Add(values, blocks.KeyBytes + (long)first * _bytes);
            if (Causal)
            {
                asm.Load64(steps, places.Limit);
                tile.Accumulate(a, blocks.ScorePitch, values, (long)blocks.ValueVectors * _bytes, steps);
            }
            else tile.Accumulate(a, blocks.ScorePitch, values, (long)blocks.ValueVectors * _bytes, form.Columns);
            asm.Free(values, steps);
            tile.ReleaseOperands();
            Finish(tile, first, masked, factor, y, row);
        });
        asm.Free(a, factor, y, row);
    }

    private void Finish(RegisterTile tile, int first, bool masked, Gpr factor, Gpr y, Gpr row)
    {
        Mask? tail = masked ? asm.FirstLanes(form.ValueDepth % asm.Lanes) : null;
        var epilogue = new ScalarEmitter(asm, fused.Epilogue);
        for (int r = 0; r < tile.Rows; r++)
        {
            var share = asm.NewVec();
            asm.Broadcast(share, VectorAssembler.At(factor, r * 4));
            for (int v = 0; v < tile.Vectors; v++) asm.Mul(tile[r, v], tile[r, v], share);
            asm.Free(share);
            for (int v = 0; v < tile.Vectors; v++)
            {
                Mask? lanes = v == tile.Vectors - 1 ? tail : null;
                var at = new RowVector(null, (long)(first + v) * _bytes, 0, -1, lanes);
                int line = r;
                epilogue.Apply(tile[r, v], (d, input) => LoadOperand(d, places.Operands[input], at, row, line));
                at = at with { Offset = at.Offset + r * places.Output.RowBytes };
                at.Store(asm, y, tile[r, v]);
            }
        }
        if (tail is { } mask) asm.Free(mask);
    }

    private void LoadOperand(Vec d, HeadPlace place, RowVector at, Gpr row, int line)
    {
        Gpr start = asm.NewGpr(), step = asm.NewGpr();
        asm.Load64(start, place.Slot);
        if (place.Strides[2] != 0)
        {
            asm.Mul(step, row, place.RowBytes);
            asm.Add(start, step);
        }
        long offset = line * place.RowBytes;
        if (place.Strides[3] == 0 && form.ValueDepth > 1) asm.Broadcast(d, VectorAssembler.At(start, offset));
        else (at with { Offset = at.Offset + offset }).Load(asm, d, start);
        asm.Free(start, step);
    }

    // Goes through the tiles of the block: the big ones, then those with a row less.
    private void Tiles(int vectors, (Gpr Pointer, long Pitch)[] pointers, Action<RegisterTile> body)
    {
        Tiles(places.BigTiles, blocks.TileRows);
        if (blocks.BigTiles < blocks.Tiles) Tiles(places.SmallTiles, blocks.TileRows - 1);

        void Tiles(Mem number, int rows)
        {
            var count = asm.NewGpr();
            asm.Load64(count, number);
            asm.While(count, 1, () =>
            {
                var tile = new RegisterTile(asm, rows, vectors);
                tile.Clear();
                body(tile);
                tile.ReleaseSums();
                foreach (var (pointer, pitch) in pointers) asm.Add(pointer, rows * pitch);
            });
            asm.Free(count);
        }
    }

    // Goes through the vectors of a causal row up to the block's limit: the open ones, then those with shut keys.
    private void CausalRow(Gpr open, Action<RowVector> body)
    {
        Gpr index = asm.NewGpr(), end = asm.NewGpr(), left = asm.NewGpr();
        Label first = asm.NewLabel(), masked = asm.NewLabel(), done = asm.NewLabel();
        asm.Set(index, 0);
        asm.Set(left, form.Columns);
        asm.Min(left, left, open);
        asm.Bind(first);
        asm.JumpIf(left, Condition.Less, asm.Lanes, masked);
        body(new(index, 0, 0, -1, null));
        asm.Add(index, _bytes);
        asm.Add(left, -asm.Lanes);
        asm.Jump(first);
        asm.Bind(masked);
        asm.Load64(end, places.Limit);
        asm.Mul(end, end, 4);
        asm.JumpIf(index, Condition.GreaterOrEqual, end, done);
        var head = asm.NewLabel();
        asm.Bind(head);
        var lanes = asm.FirstLanes(left);
        body(new(index, 0, 0, -1, lanes));
        asm.Free(lanes);
        asm.Add(index, _bytes);
        asm.Add(left, -asm.Lanes);
        asm.JumpIf(index, Condition.Less, end, head);
        asm.Bind(done);
        asm.Free(index, end, left);
    }

    // Adds summands to scores, or shuts those whose truth value is false.
    private void Shut(RowVector v, Gpr mask, Vec x, Vec shut, Vec t)
    {
        if (places.Mask!.ItemBytes == 4)
        {
            v.Load(asm, t, mask);
            asm.Add(x, x, t);
            return;
        }
        // An item of a byte lies at a quarter of the offset of a score.
        var start = v.Index is { } index ? Quarter(index, mask) : mask;
        var at = VectorAssembler.At(start, v.Offset / 4);
        if (v.Tail is { } tail) asm.Load(t, at, tail, LaneFormat.U8);
        else asm.Load(t, at, LaneFormat.U8);
        if (v.Index is not null) asm.Free(start);
        var zero = asm.NewVec();
        asm.Zero(zero);
        var isShut = asm.NewMask();
        asm.CompareI(isShut, t, Condition.Equal, zero);
        asm.Select(x, isShut, shut, x);
        asm.Free(isShut);
        asm.Free(zero);
    }

    private Gpr Quarter(Gpr index, Gpr mask)
    {
        Gpr quarter = asm.NewGpr(), rest = asm.NewGpr();
        asm.DivRem(quarter, rest, index, 4);
        asm.Add(quarter, mask);
        asm.Free(rest);
        return quarter;
    }

    // d = d equals what ? then : otherwise.
    private void SelectEqual(Vec d, Vec what, Vec then, Vec otherwise)
    {
        var equal = asm.NewMask();
        asm.Compare(equal, d, Condition.Equal, what);
        asm.Select(d, equal, then, otherwise);
        asm.Free(equal);
    }

    // Address of the block's first row of an operand.
    private void RowStart(Gpr d, HeadPlace place)
    {
        asm.Load64(d, place.Slot);
        if (place.Strides[2] == 0) return;
        var step = asm.NewGpr();
        asm.Load64(step, places.FirstRow);
        asm.Mul(step, step, place.RowBytes);
        asm.Add(d, step);
        asm.Free(step);
    }
}
