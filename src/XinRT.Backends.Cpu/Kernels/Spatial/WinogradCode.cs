using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>The code of <see cref="WinogradKernel"/>.</summary>
/// <remarks>
/// <para>Lanes are channels in both transforms. They take one row of the transformed tile at a time, or two that share
/// sums: rows of the image are combined column by column, then the columns of those rows. So nothing goes through
/// memory in between, and a pixel is loaded once for each group of rows that it belongs to.</para>
/// <para>Pixels left and right of the image are not emitted: a table tells for each column of tiles which copy of the
/// transform it needs. Rows above and below point at zeros in the worker's memory. Stores outside the image are jumped
/// over.</para>
/// <para>V is [product][tile][channel], M [product][tile][filter of the panel]. Planes lie an odd number of cache lines
/// apart, or the 36 stores of a transform would meet in one set of the cache.</para>
/// <para>Worker memory: V of a block unless split, M of a block and panel, a row of zeros.</para>
/// </remarks>
internal sealed class WinogradCode(WinogradSizes sizes, CpuTarget target)
{
    private readonly SpatialProblem _problem = sizes.Problem;
    private readonly KernelArguments _args = KernelArguments.Of(sizes.Problem.Problem);

    private long BytesOfV => sizes.Split ? 0 : sizes.Products * sizes.PlaneOfV;

    private long BytesOfM => sizes.Products * sizes.PlaneOfM;

    /// <summary>The phases of the kernel.</summary>
    public IReadOnlyList<KernelPhase> Phases()
    {
        double transform = sizes.ForwardSeconds(target);
        double rest = sizes.RemainingSeconds(target) + sizes.WeightSeconds(target);
        long scratch = BytesOfV + BytesOfM + sizes.ZeroBytes;
        if (!sizes.Split) return [new(sizes.Blocks, transform + rest, Blocks) { ScratchBytes = scratch }];
        long step = Math.Max(1, sizes.Total / (target.Threads * 8L)), groups = (sizes.Total + step - 1) / step;
        return
        [
            new(groups, transform, asm => Transforms(asm, step)) { ScratchBytes = sizes.ZeroBytes },
            new(sizes.Blocks * sizes.Panels, rest, Panels) { ScratchBytes = BytesOfM },
        ];
    }

    // Task: a block of tiles from input to output.
    private void Blocks(VectorAssembler assembler)
    {
        Mask? tail = TailOf(assembler, sizes.Channels), outputTail = TailOf(assembler, sizes.Filters);
        FillZeros(assembler, BytesOfV + BytesOfM);
        var operands = new PixelOperands(assembler, _problem.Problem, _problem.Node);
        TaskLoop.Emit(assembler, (asm, loop, task) =>
        {
            Slots s = new(asm);
            Gpr count = asm.NewGpr(), p = asm.NewGpr();
            asm.Store64(s.Block, task);
            First(asm, s, task, sizes.Block, count);
            loop.Scratch(p);
            asm.Store64(s.V, p);
            asm.Add(p, BytesOfV);
            asm.Store64(s.M, p);
            asm.Add(p, BytesOfM);
            asm.Store64(s.Zeros, p);
            asm.Free(task, count, p);
            Input(asm, loop, s, tail);
            Gpr panel = asm.NewGpr();
            asm.Set(panel, 0);
            asm.Store64(s.Panel, panel);
            var head = asm.NewLabel();
            asm.BindLoop(head);
            asm.Free(panel);
            Product(asm, loop, s);
            Output(asm, loop, s, operands, outputTail);
            panel = asm.NewGpr();
            asm.Load64(panel, s.Panel);
            asm.Add(panel, 1);
            asm.Store64(s.Panel, panel);
            asm.JumpIf(panel, Condition.Less, (int)sizes.Panels, head);
            asm.Free(panel);
        });
    }

    // Task: the input transform of some tiles.
    private void Transforms(VectorAssembler assembler, long step)
    {
        var tail = TailOf(assembler, sizes.Channels);
        FillZeros(assembler, 0);
        TaskLoop.Emit(assembler, (asm, loop, task) =>
        {
            Slots s = new(asm);
            Gpr count = asm.NewGpr(), p = asm.NewGpr();
            First(asm, s, task, step, count);
            loop.Argument(p, _args.Workspace);
            loop.AddMultiple(p, task, step * sizes.PitchOfV);
            asm.Store64(s.V, p);
            loop.Scratch(p);
            asm.Store64(s.Zeros, p);
            asm.Free(task, count, p);
            Input(asm, loop, s, tail);
        });
    }

    // Task: a block of tiles and a panel of filters, from V to the output.
    private void Panels(VectorAssembler assembler)
    {
        var tail = TailOf(assembler, sizes.Filters);
        var operands = new PixelOperands(assembler, _problem.Problem, _problem.Node);
        TaskLoop.Emit(assembler, (asm, loop, task) =>
        {
            Slots s = new(asm);
            Gpr block = asm.NewGpr(), count = asm.NewGpr(), p = asm.NewGpr();
            asm.DivRem(task, block, task, sizes.Blocks);
            asm.Store64(s.Panel, task);
            asm.Store64(s.Block, block);
            First(asm, s, block, sizes.Block, count);
            loop.Argument(p, _args.Workspace);
            loop.AddMultiple(p, block, sizes.Block * sizes.PitchOfV);
            asm.Store64(s.V, p);
            loop.Scratch(p);
            asm.Store64(s.M, p);
            asm.Free(task, block, count, p);
            Product(asm, loop, s);
            Output(asm, loop, s, operands, tail);
        });
    }

    private sealed class Slots(VectorAssembler asm)
    {
        public Mem Block { get; } = asm.NewSlot();

        public Mem Panel { get; } = asm.NewSlot();

        public Mem Tile { get; } = asm.NewSlot();

        public Mem Tiles { get; } = asm.NewSlot();

        public Mem V { get; } = asm.NewSlot();

        public Mem M { get; } = asm.NewSlot();

        public Mem Zeros { get; } = asm.NewSlot();

        public Mem Current { get; } = asm.NewSlot();

        public Mem CurrentTile { get; } = asm.NewSlot();

        public Mem Left { get; } = asm.NewSlot();
    }

    private Mask? TailOf(VectorAssembler asm, long channels) =>
        channels % sizes.Lanes == 0 ? null : asm.FirstLanes((int)(channels % sizes.Lanes));

    private void FillZeros(VectorAssembler asm, long offset)
    {
        if (!sizes.NeedsZeros) return;
        var zero = asm.NewVec();
        var p = asm.NewGpr();
        asm.Zero(zero);
        asm.Address(p, At(asm.Argument(3), offset));
        asm.Repeat((sizes.ZeroBytes + asm.VectorBytes - 1) / asm.VectorBytes, () =>
        {
            asm.Store(At(p), zero);
            asm.Add(p, asm.VectorBytes);
        });
        asm.Free(zero);
        asm.Free(p);
    }

    // Stores the first tile of a group and how many it has.
    private void First(VectorAssembler asm, Slots s, Gpr group, long step, Gpr count)
    {
        Gpr first = asm.NewGpr(), most = asm.NewGpr();
        asm.Mul(first, group, step);
        asm.Store64(s.Tile, first);
        asm.Set(count, sizes.Total);
        asm.Sub(count, first);
        asm.Set(most, step);
        asm.Min(count, count, most);
        asm.Store64(s.Tiles, count);
        asm.Free(first, most);
    }

    // Runs the body for each tile of the task; Current moves on from a pointer.
    private static void ForEachTile(VectorAssembler asm, TaskLoop loop, Slots s, Mem from, long step, Action body)
    {
        var t = asm.NewGpr();
        Mem[] sources = [from, s.Tile, s.Tiles], copies = [s.Current, s.CurrentTile, s.Left];
        for (int i = 0; i < sources.Length; i++)
        {
            asm.Load64(t, sources[i]);
            asm.Store64(copies[i], t);
        }
        asm.Free(t);
        var head = asm.NewLabel();
        asm.BindLoop(head);
        body();
        loop.Advance(s.Current, step);
        loop.Advance(s.CurrentTile, 1);
        t = asm.NewGpr();
        asm.Load64(t, s.Left);
        asm.Add(t, -1);
        asm.Store64(s.Left, t);
        asm.JumpIf(t, Condition.Greater, 0, head);
        asm.Free(t);
    }

    private void Place(VectorAssembler asm, Slots s, Gpr image, Gpr row, Gpr column)
    {
        asm.Load64(image, s.CurrentTile);
        asm.DivRem(image, column, image, sizes.TileColumns);
        asm.DivRem(image, row, image, sizes.TileRows);
    }

    // ---- V = Bᵀ d B

    private void Input(VectorAssembler asm, TaskLoop loop, Slots s, Mask? tail) =>
        ForEachTile(asm, loop, s, s.V, sizes.PitchOfV, () =>
        {
            var source = _problem.Source;
            Gpr[] rows = Arrays.Make(sizes.Area, _ => asm.NewGpr());
            Gpr image = asm.NewGpr(), row = asm.NewGpr(), column = asm.NewGpr(), corner = asm.NewGpr();
            Place(asm, s, image, row, column);
            loop.Argument(corner, KernelArguments.Input(_problem.Node.AnchorInputs[0]));
            loop.AddMultiple(corner, image, source.N);
            loop.AddMultiple(corner, row, sizes.Tile * source.H);
            loop.AddMultiple(corner, column, sizes.Tile * source.W);
            asm.Add(corner, -_problem.Rows.PadBegin * source.H - _problem.Columns.PadBegin * source.W);
            asm.Mul(row, row, sizes.Tile);
            asm.Add(row, -_problem.Rows.PadBegin);
            for (int i = 0; i < rows.Length; i++)
            {
                var done = asm.NewLabel();
                if (sizes.CanBeOutside(i))
                {
                    asm.Load64(rows[i], s.Zeros);
                    asm.JumpIf(row, Condition.Less, -i, done);
                    asm.JumpIf(row, Condition.GreaterOrEqual, (int)_problem.Rows.In - i, done);
                }
                asm.Address(rows[i], At(corner, i * source.H));
                asm.Bind(done);
            }
            asm.Free(image, row, corner);
            ForColumns(asm, column, inside => Channels(asm, s, rows, inside, tail));
            asm.Free(column);
            asm.Free(rows);
        });

    // One copy of the body for each set of a tile's columns that are inside the image.
    private void ForColumns(VectorAssembler asm, Gpr column, Action<bool[]> body)
    {
        var kinds = new List<bool[]>();
        var table = new int[sizes.TileColumns];
        for (int t = 0; t < table.Length; t++)
        {
            long first = t * sizes.Tile - _problem.Columns.PadBegin;
            bool[] inside = Arrays.Make(sizes.Area, j => first + j >= 0 && first + j < _problem.Columns.In);
            table[t] = kinds.FindIndex(k => k.AsSpan().SequenceEqual(inside));
            if (table[t] >= 0) continue;
            table[t] = kinds.Count;
            kinds.Add(inside);
        }
        var done = asm.NewLabel();
        if (kinds.Count > 1)
        {
            var p = asm.NewGpr();
            asm.Address(p, asm.Table(table));
            asm.Load32(column, At(p, column, 4));
            asm.Free(p);
        }
        for (int i = 0; i < kinds.Count; i++)
        {
            var next = asm.NewLabel();
            if (i < kinds.Count - 1) asm.JumpIf(column, Condition.NotEqual, i, next);
            body(kinds[i]);
            if (i < kinds.Count - 1) asm.Jump(done);
            asm.Bind(next);
        }
        asm.Bind(done);
    }

    private void Channels(VectorAssembler asm, Slots s, Gpr[] rows, bool[] inside, Mask? tail)
    {
        Gpr channel = asm.NewGpr(), v = asm.NewGpr();
        asm.Set(channel, 0);
        asm.Load64(v, s.Current);
        asm.Repeat(sizes.Channels / sizes.Lanes, () =>
        {
            Forward(asm, rows, channel, v, inside, null);
            asm.Add(channel, asm.VectorBytes);
            asm.Add(v, asm.VectorBytes);
        });
        if (tail is not null) Forward(asm, rows, channel, v, inside, tail);
        asm.Free(channel, v);
    }

    private void Forward(VectorAssembler asm, Gpr[] rows, Gpr channel, Gpr v, bool[] inside, Mask? mask)
    {
        int area = sizes.Area;
        var stages = LinearStage.Input((int)sizes.Tile);
        foreach (var stage in stages)
        {
            int together = Math.Clamp((asm.FreeVecs - 3) / area, 1, stage.Results.Length);
            for (int first = 0; first < stage.Results.Length; first += together)
            {
                int end = Math.Min(first + together, stage.Results.Length);
                var combined = Combine(asm, stage, first, end, mask,
                    (i, j) => inside[j] ? At(rows[i], channel, 1, j * _problem.Source.W) : null);
                for (int i = 0; i < combined.Length; i++)
                {
                    if (combined[i] is not { } row) continue;
                    foreach (var second in stages)
                        second.Emit(asm, j => new(row[j], null), null, 0, second.Results.Length, (j, value) =>
                            Keep(asm, At(v, (i * area + j) * sizes.PlaneOfV), value));
                    Release(asm, row);
                }
            }
        }
    }

    // Some rows of the transformed tile before its columns are combined, by index.
    private Vec?[]?[] Combine(VectorAssembler asm, LinearStage stage, int first, int end, Mask? mask,
        Func<int, int, Mem?> source)
    {
        var rows = new Vec?[sizes.Area][];
        for (int i = first; i < end; i++) rows[stage.Results[i].Index] = new Vec?[sizes.Area];
        for (int j = 0; j < sizes.Area; j++)
        {
            int column = j;
            stage.Emit(asm, i => new(null, source(i, column)), mask, first, end, (index, value) => rows[index][column] = value);
        }
        return rows;
    }

    private static void Keep(VectorAssembler asm, Mem m, Vec? value)
    {
        var result = value ?? asm.NewVec();
        if (value is null) asm.Zero(result);
        asm.Store(m, result);
        asm.Free(result);
    }

    private static void Release(VectorAssembler asm, Vec?[] registers)
    {
        foreach (var r in registers)
            if (r is { } register) asm.Free(register);
    }

    // ---- M = V · U

    private void Product(VectorAssembler asm, TaskLoop loop, Slots s)
    {
        Gpr v = asm.NewGpr(), u = asm.NewGpr(), m = asm.NewGpr(), t = asm.NewGpr();
        loop.Argument(u, _args.Packed(0));
        asm.Load64(t, s.Panel);
        loop.AddMultiple(u, t, sizes.Products * sizes.PanelBytes);
        asm.Load64(v, s.V);
        asm.Load64(m, s.M);
        Label last = asm.NewLabel(), done = asm.NewLabel();
        if (sizes.LastBlock != sizes.Block)
        {
            asm.Load64(t, s.Block);
            asm.JumpIf(t, Condition.Equal, (int)sizes.Blocks - 1, last);
        }
        asm.Free(t);
        Products(asm, sizes.Block, v, u, m);
        if (sizes.LastBlock != sizes.Block)
        {
            asm.Jump(done);
            asm.Bind(last);
            Products(asm, sizes.LastBlock, v, u, m);
        }
        asm.Bind(done);
        asm.Free(v, u, m);
    }

    private void Products(VectorAssembler asm, long rows, Gpr v, Gpr u, Gpr m)
    {
        var product = sizes.Product(target);
        asm.Repeat(sizes.Products, () =>
        {
            product.Emit(asm, rows, v, u, m);
            asm.Add(v, sizes.PlaneOfV - rows * sizes.PitchOfV);
            asm.Add(m, sizes.PlaneOfM - rows * sizes.PanelWidth * 4);
            asm.Add(u, sizes.PanelBytes);
        });
    }

    // ---- Y = Aᵀ M A

    private void Output(VectorAssembler asm, TaskLoop loop, Slots s, PixelOperands operands, Mask? tail) =>
        ForEachTile(asm, loop, s, s.M, sizes.PanelWidth * 4, () =>
        {
            var to = _problem.Target;
            Gpr image = asm.NewGpr(), row = asm.NewGpr(), column = asm.NewGpr(), panel = asm.NewGpr();
            Gpr y = asm.NewGpr(), bias = asm.NewGpr(), m = asm.NewGpr(), full = asm.NewGpr();
            Place(asm, s, image, row, column);
            asm.Load64(panel, s.Panel);
            asm.Mul(panel, panel, sizes.Vectors);
            operands.BeginTile(loop, (image, row, column, panel), sizes.Tile);
            loop.Argument(y, _args.Output(0));
            loop.AddMultiple(y, image, to.N);
            loop.AddMultiple(y, row, sizes.Tile * to.H);
            loop.AddMultiple(y, column, sizes.Tile * to.W);
            loop.AddMultiple(y, panel, asm.VectorBytes);
            loop.Argument(bias, _args.Packed(1));
            loop.AddMultiple(bias, panel, asm.VectorBytes);
            asm.Load64(m, s.Current);
            // Rows and columns of the tile that are in the image; more than there are counts as all.
            Left(asm, row, _problem.Rows.Out);
            Left(asm, column, _problem.Columns.Out);
            // Full vectors of this panel.
            asm.Set(full, sizes.Filters / sizes.Lanes);
            asm.Sub(full, panel);
            asm.Set(image, sizes.Vectors);
            asm.Min(full, full, image);
            asm.Free(image, panel);
            var left = asm.NewGpr();
            asm.Move(left, full);
            asm.While(left, 1, () =>
            {
                Back(asm, operands, new(m, y, bias, row, column), null);
                operands.NextBlock(loop);
                foreach (var p in (ReadOnlySpan<Gpr>)[m, y, bias]) asm.Add(p, asm.VectorBytes);
            });
            asm.Free(left);
            if (tail is not null)
            {
                var done = asm.NewLabel();
                asm.JumpIf(full, Condition.GreaterOrEqual, sizes.Vectors, done);
                Back(asm, operands, new(m, y, bias, row, column), tail);
                asm.Bind(done);
            }
            asm.Free(row, column, y, bias, m, full);
        });

    private void Left(VectorAssembler asm, Gpr tile, long size)
    {
        var all = asm.NewGpr();
        asm.Set(all, size);
        asm.Mul(tile, tile, -sizes.Tile);
        asm.Add(tile, all);
        asm.Free(all);
    }

    private readonly record struct BackPlace(Gpr M, Gpr Y, Gpr Bias, Gpr Rows, Gpr Columns);

    private void Back(VectorAssembler asm, PixelOperands operands, BackPlace at, Mask? mask)
    {
        int area = sizes.Area, tile = (int)sizes.Tile;
        int temporaries = Math.Max(2, ScalarEmitter.Temporaries(_problem.Node.Epilogue));
        var stages = LinearStage.Output(tile);
        foreach (var stage in stages)
        {
            int together = Math.Clamp((asm.FreeVecs - tile - temporaries) / area, 1, stage.Results.Length);
            for (int first = 0; first < stage.Results.Length; first += together)
            {
                int end = Math.Min(first + together, stage.Results.Length);
                var combined = Combine(asm, stage, first, end, null, (i, j) => At(at.M, (i * area + j) * sizes.PlaneOfM));
                for (int i = 0; i < combined.Length; i++)
                {
                    if (combined[i] is not { } row) continue;
                    var results = new Vec?[tile];
                    foreach (var s in stages)
                        s.Emit(asm, j => new(row[j], null), null, 0, s.Results.Length, (j, value) => results[j] = value);
                    Release(asm, row);
                    StoreRow(asm, operands, at, i, results, mask);
                    Release(asm, results);
                }
            }
        }
    }

    private void StoreRow(VectorAssembler asm, PixelOperands operands, BackPlace at, int row, Vec?[] results, Mask? mask)
    {
        var done = asm.NewLabel();
        if (_problem.Rows.Out % sizes.Tile is > 0 and var rows && row >= rows)
            asm.JumpIf(at.Rows, Condition.LessOrEqual, row, done);
        Vec[] values = Arrays.Map(results, r => r!.Value);
        foreach (var value in values) asm.Add(value, value, At(at.Bias));
        bool partial = _problem.Columns.Out % sizes.Tile > 0;
        // Operands may not be read beyond the image.
        int step = partial && operands.VaryAlongRows ? 1 : values.Length;
        for (int first = 0; first < values.Length; first += step)
        {
            int from = first;
            if (step == 1) SkipMissing(from);
            operands.ApplyInTile(values[first..(first + step)], row, first, mask, i =>
            {
                if (step > 1) SkipMissing(i);
                var m = At(at.Y, row * _problem.Target.H + (from + i) * _problem.Target.W);
                if (mask is { } lanes) asm.Store(m, values[from + i], lanes);
                else asm.Store(m, values[from + i]);
            });
        }
        asm.Bind(done);

        void SkipMissing(int column)
        {
            if (partial && column >= _problem.Columns.Out % sizes.Tile)
                asm.JumpIf(at.Columns, Condition.LessOrEqual, column, done);
        }
    }
}
