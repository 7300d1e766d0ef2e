using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Emits one register tile of a <see cref="ContractionProblem"/>: p outputs by v vectors of n.</summary>
/// <remarks>
/// <para>Registers: p·v sums, v vectors of B, one item of A broadcast to all lanes; with v = 1 the item is an operand in memory.
/// A tile of fewer than eight sums would wait for each multiply-add, so it keeps several sets of sums that take turns along k
/// and are added up at the end.</para>
/// <para>Order of the sum: sources, taps of y, taps of x, k. Items of A lie at constant distances from one register for
/// all outputs of the tile. Where taps of x follow each other in memory just like items of k, both are one loop. Outputs
/// for which a tap falls into the padding take no part in that tap: no instruction is emitted for them.</para>
/// <para>Rounding errors grow with the number of products that are added to a register, so long sums have two levels: after
/// about <see cref="Chunk"/> products all sums are added to places in the worker's scratch memory, which stay in the first-level
/// cache, and start again from zero. A chunk ends where a loop does, so its length is near to that, not always equal.</para>
/// <para>Where k is cut into parts, the same places keep the sums from part to part: the first part puts down what sums start
/// from, each adds its own, and the last one goes on to the epilogue.</para>
/// <para>The form with one broadcast and v multiply-adds per item is that of BLIS and of batch-reduce GEMM (Georganas et al.,
/// 2020).</para>
/// </remarks>
internal sealed class TileEmitter
{
    private const int FewestSums = 8;
    private const int UnrolledInstructions = 400;
    private const int LoopInstructions = 160;
    private const int LineBytes = PrefetchStream.LineBytes;

    /// <summary>Products that are added to a register before it is put away, if the sum is longer than
    /// <see cref="LongestPlainSum"/>.</summary>
    public const int Chunk = 192;

    /// <summary>Most products that are added to a register one after the other.</summary>
    public const int LongestPlainSum = 384;

    private const int ShortestChunk = 128;

    /// <summary>Vectors of scratch memory for a tile: as many as there are registers.</summary>
    public const int SumsPerTile = 32;

    private readonly VectorAssembler _asm;
    private readonly ContractionProblem _problem;
    private readonly TileScope _scope;
    private readonly TileRun _y;
    private readonly TileRun _x;
    private readonly PanelRun _panel;
    private readonly int _sets;
    private readonly MicroKernel _tile;
    private int _step;
    private int _pending;
    private Mem? _kept;
    private Gpr? _next;

    private TileEmitter(VectorAssembler asm, ContractionProblem problem, TileScope scope, TileRun y, TileRun x, PanelRun panel)
    {
        (_asm, _problem, _scope, _y, _x, _panel) = (asm, problem, scope, y, x, panel);
        int tile = Outputs * Vectors;
        _sets = (int)Math.Clamp(SetsFor(tile, asm.FreeVecs - VectorsOfB - 2), 1, Math.Max(1, problem.Depth / 4));
        _tile = new(asm, Outputs, Vectors, _sets);
    }

    private int Outputs => _y.Size * _x.Size;

    private int Vectors => _panel.Vectors;

    private int BytesB => _scope.StepOfB;

    // The sum of one register has a product for every _sets of k.
    private bool Chunks => _problem.Depth / Math.Max(1, _problem.K) * _scope.Depth > (long)LongestPlainSum * _sets;

    // Vectors of B stay in registers only where several outputs use them.
    private int VectorsOfB => Outputs > 1 || Vectors == 1 ? Vectors : _panel.Tail > 0 && _scope.MasksB ? 1 : 0;

    /// <summary>How many sets of sums a tile of so many sums keeps if so many registers are free for them.</summary>
    public static int SetsFor(int tile, int registers) => Math.Max(1, Math.Min((FewestSums + tile - 1) / tile, registers / tile));

    /// <summary>Scratch memory for so many tiles of a problem.</summary>
    public static long ScratchBytes(ContractionProblem problem, long tiles, CpuTarget target) =>
        problem.Depth > LongestPlainSum || tiles > 1 ? tiles * SumsPerTile * target.Lanes * 4 : 0;

    /// <summary>Emits the tile at the scope's position.</summary>
    public static void Emit(VectorAssembler asm, ContractionProblem problem, TileScope scope, TileRun y, TileRun x, PanelRun panel)
    {
        var tile = new TileEmitter(asm, problem, scope, y, x, panel);
        tile.Begin();
        tile.TakeMask(scope.MasksB);
        tile.Sum();
        tile.FreeMask();
        tile.End();
    }

    // A mask may occupy a vector register, so it is there only while it is used.
    private void TakeMask(bool wanted)
    {
        if (wanted && _panel.Tail > 0) _tile.Tail = _asm.FirstLanes(_panel.Tail);
    }

    private void FreeMask()
    {
        if (_tile.Tail is { } mask) _asm.Free(mask);
        _tile.Tail = null;
    }

    private (int Row, int Column) Place(int output) => (output / _x.Size, output % _x.Size);

    private long Distance(TileOperand operand, int output)
    {
        var (row, column) = Place(output);
        return 4 * (row * operand.Y + column * operand.X);
    }

    // ---- parts of k, whose sums are kept where those of chunks are

    private void Begin()
    {
        if (_scope.PrefetchesC && _scope.IsLastPart) AskForResults();
        if (_scope.Part is not { } part)
        {
            if (Chunks) _kept = _scope.KeptSums;
            Start();
            if (!Chunks) return;
            _tile.Keep(_kept!.Value);
            _tile.Clear();
            return;
        }
        Gpr sums = _asm.NewGpr();
        _asm.Load64(sums, part.Sums);
        _kept = At(sums);
        if (!_scope.IsLastPart)
        {
            var later = _asm.NewLabel();
            var first = _asm.NewGpr();
            _asm.Load64(first, part.First);
            _asm.JumpIf(first, Condition.Greater, 0, later);
            _asm.Free(first);
            Start();
            _tile.Keep(_kept.Value);
            _asm.Bind(later);
        }
        _tile.Clear();
    }

    // Results are written where they are not in the cache: asking for them early lets the stores go through at once.
    private void AskForResults()
    {
        var c = _scope.Pointer(_problem.C);
        for (int p = 0; p < Outputs; p++)
        {
            for (int bytes = 0; bytes < Vectors * _asm.VectorBytes; bytes += LineBytes)
                _asm.Prefetch(At(c, Distance(_problem.C, p) + bytes), PrefetchTarget.L2);
        }
        _asm.Free(c);
    }

    private void End()
    {
        if (_kept is { } kept) _tile.AddKept(kept);
        if (!_scope.IsLastPart) _tile.Keep(_kept!.Value);
        if (_scope.Part is not null) _asm.Free(_kept!.Value.Base);
        if (_scope.IsLastPart) Finish();
        else _asm.Free(_tile.Sums);
    }

    // Puts the sums away and starts new ones.
    private void EndChunk()
    {
        _tile.PutAway(_kept!.Value, adds: true);
        _pending = 0;
    }

    // ---- sums before the first product

    private void Start()
    {
        if (_problem.Initial is not { } initial)
        {
            _tile.Clear();
            return;
        }
        foreach (var sum in _tile.Sums.AsSpan(Outputs * Vectors)) _asm.Zero(sum);
        TakeMask(true);
        var from = _scope.Pointer(initial);
        var loads = new TileResults(_asm, _problem, _scope) { Mask = _tile.Tail };
        bool same = (initial.X == 0 || _x.Size == 1) && (initial.Y == 0 || _y.Size == 1);
        for (int p = 0; p < Outputs; p++)
        {
            for (int v = 0; v < Vectors; v++)
            {
                if (same && p > 0) _asm.Move(_tile[p, v], _tile[0, v]);
                else loads.Load(_tile[p, v], from, initial, Result(p, v));
            }
        }
        _asm.Free(from);
        FreeMask();
        if (_problem.InitialFactor == 1) return;
        var factor = _asm.NewVec();
        _asm.Broadcast(factor, _problem.InitialFactor);
        foreach (var sum in _tile.Sums.AsSpan(0, Outputs * Vectors)) _asm.Mul(sum, sum, factor);
        _asm.Free(factor);
    }

    // ---- the sum of products

    private void Sum()
    {
        if (_problem.Depth == 0) return;
        _tile.TakeOperands(VectorsOfB, item: Vectors > 1);
        Gpr a = _scope.Pointer(_problem.A), b = _scope.PointerToPanel();
        _next = _scope.PointerToNext(b);
        _scope.SkipParts(a, _problem.Steps.K);
        long panelOfSource = _problem.Y.Kernel * _problem.X.Kernel * _problem.K * BytesB;
        if (_scope.Slots.Length == 0) SumTaps(a, b);
        else
        {
            Mem slotA = _scope.Slots[0], slotB = _scope.Slots[1], slotCount = _scope.Slots[2];
            var count = _asm.NewGpr();
            Label head = _asm.NewLabel(), done = _asm.NewLabel();
            if (_scope.Sources is var (first, number))
            {
                _asm.Load64(count, first);
                _asm.Mul(count, count, panelOfSource);
                _asm.Add(b, count);
                _asm.Load64(count, number);
                _asm.JumpIf(count, Condition.LessOrEqual, 0, done);
            }
            else _asm.Set(count, _problem.Sources);
            _asm.Store64(slotCount, count);
            _asm.BindLoop(head);
            _asm.Free(count);
            _asm.Store64(slotA, a);
            _asm.Store64(slotB, b);
            SumTaps(a, b);
            _asm.Load64(a, slotA);
            _asm.Load64(b, slotB);
            _asm.Add(a, _problem.Steps.Source * 4);
            _asm.Add(b, panelOfSource);
            count = _asm.NewGpr();
            _asm.Load64(count, slotCount);
            _asm.Add(count, -1);
            _asm.Store64(slotCount, count);
            _asm.JumpIf(count, Condition.Greater, 0, head);
            _asm.Bind(done);
            _asm.Free(count);
        }
        _asm.Free(a, b);
        if (_next is { } next) _asm.Free(next);
        _tile.ReleaseOperands();
    }

    // What a pass of so many k asks for of the next panel: as much as it reads of this one, shared among all tiles.
    private PrefetchStream? AskForNext(int steps) => _next is not { } next ? null
        : new(next, Math.Max(1, (int)Math.Round((double)steps * BytesB / LineBytes * Outputs / _problem.Outputs)));

    private void EndLongChunk()
    {
        if (Chunks && _pending >= ShortestChunk * _sets) EndChunk();
    }

    // Runs a body of so many k a constant number of times; chunks end after every few passes if the body ends none itself.
    private void RepeatInChunks(int count, int steps, Action body)
    {
        int before = _pending;
        if (!Chunks || steps >= ShortestChunk * _sets || (long)count * steps < ShortestChunk * _sets)
        {
            _asm.Repeat(count, body);
            _pending += Math.Max(0, _pending - before) * (count - 1);
            return;
        }
        // The last chunk is left open: nothing may come after it.
        int chunks = Math.Max(1, (int)Math.Round((double)count * steps / (Chunk * _sets))), passes = count / chunks;
        _pending = 0;
        _asm.Repeat(chunks - 1, () =>
        {
            _asm.Repeat(passes, body);
            EndChunk();
        });
        passes = count - passes * (chunks - 1);
        _asm.Repeat(passes, body);
        _pending = passes * steps;
    }

    private void SumTaps(Gpr a, Gpr b)
    {
        long rowOfA = _problem.Steps.Y * 4, rowOfB = _problem.X.Kernel * _problem.K * BytesB;
        int[] all = Arrays.Indices(_y.Size);
        if (_y.Inside.IsEmpty)
        {
            // Taps of this row of outputs: the first one, and how many.
            Gpr first = _asm.NewGpr(), count = _asm.NewGpr();
            _asm.Address(count, _asm.Table(TileRun.Table(_problem.Y)));
            _asm.Load32(first, At(count, _scope.Y, 8));
            _asm.Load32(count, At(count, _scope.Y, 8, 4));
            var skip = _asm.NewGpr();
            _asm.Mul(skip, first, rowOfA);
            _asm.Add(a, skip);
            _asm.Mul(skip, first, rowOfB);
            _asm.Add(b, skip);
            _asm.Free(skip, first);
            _asm.While(count, 1, () => SumRow(a, b, all));
            _asm.Free(count);
            return;
        }
        int at = 0;
        for (int i = 0; i < _problem.Y.Kernel;)
        {
            int[] rows = Array.FindAll(all, r => _y.Inside[r].Has(i));
            int next = i + 1;
            while (next < _problem.Y.Kernel
                && rows.SequenceEqual(Array.FindAll(all, r => _y.Inside[r].Has(next)))) next++;
            if (rows.Length > 0)
            {
                Advance(a, (i - at) * rowOfA);
                Advance(b, (i - at) * rowOfB);
                RepeatInChunks(next - i, (int)_problem.X.Kernel * _scope.Depth, () => SumRow(a, b, rows));
                EndLongChunk();
                at = next;
            }
            i = next;
        }
    }

    private void Advance(Gpr pointer, long bytes)
    {
        if (bytes != 0) _asm.Add(pointer, bytes);
    }

    // All taps of x for one tap of y; leaves both pointers at the next tap of y.
    private void SumRow(Gpr a, Gpr b, int[] rows)
    {
        var steps = _problem.Steps;
        int taps = (int)_problem.X.Kernel, depth = _problem.K;
        bool joined = depth == 1 || (steps.X == depth * steps.K && _scope.Depth == depth);
        long stepOfK = depth == 1 ? steps.X : steps.K, atA = 0, atB = 0;
        int[] all = Arrays.Indices(_x.Size);
        for (int j = 0; j < taps;)
        {
            int[] columns = Array.FindAll(all, c => _x.Inside[c].Has(j));
            int next = j + 1;
            while (joined && next < taps && columns.SequenceEqual(Array.FindAll(all, c => _x.Inside[c].Has(next)))) next++;
            if (columns.Length > 0)
            {
                int[] active = Arrays.Make(rows.Length * columns.Length, i => rows[i / columns.Length] * _x.Size + columns[i % columns.Length]);
                SumItems(a, b, (next - j) * _scope.Depth, stepOfK * 4, active, j * steps.X * 4, (long)j * depth * BytesB, ref atA, ref atB);
            }
            j = next;
        }
        if (_problem.Y.Kernel > 1 || _problem.Sources > 1) EndLongChunk();
        Advance(a, steps.Y * 4 - atA);
        Advance(b, (long)taps * depth * BytesB - atB);
    }

    // Items that follow each other at equal steps. The pointers may be left further on, by as much as atA and atB then say.
    private void SumItems(Gpr a, Gpr b, int count, long stepOfA, int[] active, long fromA, long fromB, ref long atA, ref long atB)
    {
        EndLongChunk();
        int instructions = active.Length * (Vectors + 1) + Vectors;
        int unroll = Math.Max(_sets, Math.Clamp(LoopInstructions / instructions, 4, 16) / _sets * _sets);
        if (count * instructions > UnrolledInstructions && count >= 2 * unroll)
        {
            int passes = count / unroll;
            long passA = unroll * stepOfA, passB = (long)unroll * BytesB, offsetA = fromA - atA, offsetB = fromB - atB;
            var ahead = AskForNext(unroll);
            RepeatInChunks(passes, unroll, () =>
            {
                for (int u = 0; u < unroll; u++)
                {
                    Multiply(At(a, offsetA + u * stepOfA), At(b, offsetB + (long)u * BytesB), active);
                    // Each pass asks for the same place in the next tile.
                    for (int i = u; i < active.Length && _scope.PrefetchesA; i += unroll)
                        _asm.Prefetch(At(a, offsetA + Distance(_problem.A, active[i]) + 4 * _x.Size * _problem.A.X), PrefetchTarget.L2);
                }
                ahead?.Ask(_asm);
                Advance(a, passA);
                Advance(b, passB);
            });
            atA += passes * passA;
            atB += passes * passB;
            count -= passes * unroll;
            fromA += passes * passA;
            fromB += passes * passB;
        }
        for (int u = 0; u < count; u++)
            Multiply(At(a, fromA - atA + u * stepOfA), At(b, fromB - atB + (long)u * BytesB), active);
    }

    // One k: sums of all outputs that take part += item of A · vectors of B.
    private void Multiply(Mem a, Mem b, int[] active)
    {
        int set = _step++ % _sets;
        _pending++;
        if (_scope.PrefetchBytes > 0)
        {
            for (int bytes = 0; bytes < Vectors * _asm.VectorBytes; bytes += LineBytes)
                _asm.Prefetch(b + (_scope.PrefetchBytes + bytes), PrefetchTarget.L1);
        }
        _tile.Step(Array.ConvertAll(active, p => (p, a + Distance(_problem.A, p))), b, set);
    }

    // ---- results

    private void Finish()
    {
        int tile = Outputs * Vectors;
        _tile.JoinSets();
        var results = Arrays.Make(tile, i => Result(i / Vectors, i % Vectors));
        TakeMask(true);
        new TileResults(_asm, _problem, _scope) { Mask = _tile.Tail }.Finish(results);
        FreeMask();
    }

    private TileResult Result(int output, int vector)
    {
        var (row, column) = Place(output);
        return new(_tile[output, vector], row, column, vector * _asm.Lanes, vector == Vectors - 1);
    }
}
