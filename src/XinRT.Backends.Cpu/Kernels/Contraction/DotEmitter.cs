using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Emits one register tile of a <see cref="ContractionProblem"/> whose operands both have k innermost: p
/// outputs by c columns, as p·c dot products side by side.</summary>
/// <remarks>
/// <para>Lanes run along k, so a vector of each operand is loaded once and no lane is idle however few outputs or
/// columns there are. Registers: p·c sums, the vectors of the shorter side, and one of the other side, which is an
/// operand in memory if the shorter side is a single one. Fewer than eight sums are kept in several sets that take
/// turns along k.</para>
/// <para>In the end the lanes of each sum are added up, many sums at once (<see cref="VectorAssembler.SumRows"/>),
/// which also brings them side by side: into one vector of results for each output, or for the whole tile where its
/// outputs follow each other in memory. The rest of k is read under a mask. Long sums have two levels, as in
/// <see cref="TileEmitter"/>.</para>
/// </remarks>
internal sealed class DotEmitter
{
    /// <summary>Fewest sums that keep the multipliers busy.</summary>
    private const int FewestSums = 8;
    private const int UnrolledSteps = 240;
    private const int StepsOfPass = 32;

    /// <summary>Bytes from an item to the one that is asked for with it, at least: what is read while memory
    /// answers.</summary>
    private const int PrefetchBytes = 16 << 10;

    private readonly VectorAssembler _asm;
    private readonly ContractionProblem _problem;
    private readonly TileScope _scope;
    private readonly TileRun _y;
    private readonly TileRun _x;
    private readonly int _columns;
    private readonly int _sets;
    private readonly bool _joined;
    private readonly MicroKernel _tile;

    private DotEmitter(VectorAssembler asm, ContractionProblem problem, TileScope scope, TileRun y, TileRun x,
        int columns)
    {
        (_asm, _problem, _scope, _y, _x, _columns) = (asm, problem, scope, y, x, columns);
        int tile = Outputs * columns;
        _joined = Joins(problem, y, x, columns, asm.Lanes);
        _sets = SetsFor(tile, problem, asm.Lanes);
        _tile = new(asm, Outputs, columns, _sets);
    }

    private int Outputs => _y.Size * _x.Size;

    /// <summary>Most outputs of a tile of so many columns.</summary>
    public static int MostOutputs(ContractionProblem problem, int columns, CpuTarget target)
    {
        int mask = target.Has(CpuFeatures.MaskRegisters) ? 0 : 1, free = target.Vecs - mask;
        int atEnd = free - Math.Max(1, Emitters.ScalarEmitter.Temporaries(problem.Epilogue));
        int most = 0;
        for (int p = 1; p <= target.Lanes && p <= atEnd; p++)
            if (p * columns + Math.Min(p, columns) + 1 <= free) most = p;
        return most;
    }

    /// <summary>Whether so few columns are better computed as dot products than with lanes along them, most of which
    /// idle: two outputs must share the columns that are loaded.</summary>
    public static bool Suits(long columns, CpuTarget target) =>
        4 * columns <= 3 * target.Lanes && 2 * columns + 4 <= target.Vecs;

    /// <summary>How many sets of sums a tile of so many sums keeps.</summary>
    public static int SetsFor(int tile, ContractionProblem problem, int lanes) =>
        Math.Clamp(FewestSums / tile, 1, Math.Max(1, problem.K / lanes));

    /// <summary>Whether all results of a tile are one vector.</summary>
    public static bool Joins(ContractionProblem problem, TileRun y, TileRun x, int columns, int lanes)
    {
        bool Follows(TileOperand operand) => operand.X == operand.N * columns;
        return y.Size == 1 && x.Size > 1 && columns == problem.N && x.Size * columns <= lanes && Follows(problem.C)
            && problem.Operands.Values.All(Follows) && (problem.Initial is null || Follows(problem.Initial));
    }

    /// <summary>Emits the tile at the scope's position.</summary>
    public static void Emit(VectorAssembler asm, ContractionProblem problem, TileScope scope, TileRun y, TileRun x,
        int columns)
    {
        var tile = new DotEmitter(asm, problem, scope, y, x, columns);
        tile.Sum();
        tile.Finish();
    }

    private long DistanceA(int output) => 4 * (output / _x.Size * _problem.A.Y + output % _x.Size * _problem.A.X);

    private long DistanceB(int column) => 4 * column * _problem.B.N;

    // ---- the sum of products

    private void Sum()
    {
        _tile.Clear();
        Gpr a = _scope.Pointer(_problem.A), b = _scope.PointerToPanel();
        int steps = _problem.K / _asm.Lanes, rest = _problem.K % _asm.Lanes, shorter = Math.Min(Outputs, _columns);
        _tile.TakeOperands(shorter, item: shorter > 1 || rest > 0);

        void Step(int step, int set, Mask? mask)
        {
            long offset = (long)step * _asm.VectorBytes;
            _tile.StepAlongLanes(i => At(a, offset + DistanceA(i)), j => At(b, offset + DistanceB(j)), set, mask);
            if (mask is null) Prefetch(a, b, offset);
        }

        int tile = Outputs * _columns, unroll = Math.Max(_sets, Math.Clamp(StepsOfPass / tile, 2, 16) / _sets * _sets);
        int passes = steps * tile <= UnrolledSteps ? 0 : steps / unroll;
        void Pass()
        {
            for (int u = 0; u < unroll; u++) Step(u, u % _sets, null);
            _asm.Add(a, (long)unroll * _asm.VectorBytes);
            _asm.Add(b, (long)unroll * _asm.VectorBytes);
        }

        bool inChunks = steps > (long)TileEmitter.LongestPlainSum * _sets;
        int chunks = inChunks ? steps / (TileEmitter.Chunk * _sets) : 0;
        if (inChunks) _tile.PutAway(_scope.KeptSums, adds: false);
        _asm.Repeat(chunks, () =>
        {
            _asm.Repeat(passes / chunks, Pass);
            _tile.PutAway(_scope.KeptSums, adds: true);
        });
        _asm.Repeat(inChunks ? passes % chunks : passes, Pass);
        for (int u = 0; u < steps - passes * unroll; u++) Step(u, u % _sets, null);
        if (rest > 0)
        {
            var mask = _asm.FirstLanes(rest);
            Step(steps - passes * unroll, 0, mask);
            _asm.Free(mask);
        }
        _asm.Free(a, b);
        _tile.ReleaseOperands();
        if (inChunks) _tile.AddKept(_scope.KeptSums);
        _tile.JoinSets();
    }

    // Asks for the same place in a tile to come.
    private void Prefetch(Gpr a, Gpr b, long offset)
    {
        void Ask(Gpr pointer, Func<int, long> distance, int count, long tile)
        {
            long ahead = tile == 0 ? 0 : (PrefetchBytes + tile - 1) / tile * tile;
            for (int i = 0; i < count && ahead > 0 && ahead < int.MaxValue / 4; i++)
                _asm.Prefetch(At(pointer, offset + ahead + distance(i)), PrefetchTarget.L2);
        }
        if (_scope.PrefetchesB) Ask(b, DistanceB, _columns, 4 * _columns * _problem.B.N);
        if (_scope.PrefetchesA) Ask(a, DistanceA, Outputs, 4 * _x.Size * _problem.A.X);
    }

    // ---- results

    private void Finish()
    {
        int each = _joined ? Outputs * _columns : _columns;
        var results = new List<TileResult>();
        for (int i = 0; i < Outputs * _columns; i += each)
        {
            _asm.SumRows(_tile.Sums.AsSpan(i, each));
            _asm.Free(_tile.Sums.AsSpan(i + 1, each - 1));
            int output = i / _columns;
            results.Add(new(_tile.Sums[i], output / _x.Size, output % _x.Size, 0, each < _asm.Lanes));
        }
        Mask? mask = each < _asm.Lanes ? _asm.FirstLanes(each) : null;
        var finish = new TileResults(_asm, _problem, _scope) { Mask = mask };
        if (_problem.Initial is { } initial) AddInitial(initial, finish, results);
        finish.Finish(results);
        if (mask is { } taken) _asm.Free(taken);
    }

    private void AddInitial(TileOperand initial, TileResults loads, IReadOnlyList<TileResult> results)
    {
        var from = _scope.Pointer(initial);
        var term = _asm.NewVec();
        Vec? factor = _problem.InitialFactor == 1 ? null : _asm.NewVec();
        if (factor is { } given) _asm.Broadcast(given, _problem.InitialFactor);
        foreach (var result in results)
        {
            loads.Load(term, from, initial, result);
            if (factor is { } times) _asm.Fma(result.Sums, term, times);
            else _asm.Add(result.Sums, result.Sums, term);
        }
        if (factor is { } used) _asm.Free(used);
        _asm.Free(term);
        _asm.Free(from);
    }
}
