using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Interpolation along one or two axes of a tensor whose innermost axis stays as it is, such as a channels-last
/// image.</summary>
/// <remarks>
/// <para>Lanes are elements of the innermost axis. A task is one row of the output: all places along the inner resized axis, for one
/// place along each other axis and at most <see cref="MaxVectors"/> vectors of lanes. Indices and weights of both axes are tables of
/// constants, made by the rules of the reference.</para>
/// <para>An element of the result is the sum over the taps of the inner axis of weight times the sum over those of the outer axis:
/// 4 loads for linear, 16 for cubic interpolation, all from the first cache. No row is held between: the store of the result takes
/// longer than these loads.</para>
/// <para>Registers: weights of the outer axis for the whole row, weights of the inner axis for one place, two sums; pointers to the
/// source rows, the place and its table, and to each operand of the epilogue.</para>
/// </remarks>
internal sealed class ResizeKernel : KernelGenerator
{
    private const int MaxVectors = 8, MaxTaps = 4, MaxOperands = 3;

    /// <inheritdoc/>
    public override string Name => "resize";

    /// <inheritdoc/>
    public override string? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (FusedNode.Of(problem.Node) is not { Anchor: ResizeOp op } node) return "not Resize";
        if (problem.Inputs[node.AnchorInputs[0]] is not { DType: DType.F32 } x || problem.Outputs[0] is not { } y) return "only float32 is taken";
        for (int slot = 1; slot < node.AnchorInputs.Count; slot++)
            if (Operand(problem, node, slot) is { } given && given.Constant is null or { IsElided: true }) return "scales and sizes must be constant";
        if (x.Layout.Count == 0 || y.Layout.Count == 0) return "there is nothing to interpolate";
        var taps = Taps(problem, node, op);
        var resized = taps.Where(t => t is not null).ToList();
        if (resized.Count is 0 or > 2) return $"{resized.Count} axes are resized";
        if (resized.Any(t => t!.Count > MaxTaps)) return "antialiasing";
        if (resized.Any(t => t!.Outside.Contains(true))) return "extrapolation";
        if (Lane(x.Layout, taps) is null) return "no axis stays as it is";
        var operands = node.Epilogue.Operands;
        if (operands.Count > MaxOperands) return $"the epilogue reads {operands.Count} operands";
        if (operands.Any(i => problem.Inputs[i] is not { DType: DType.F32 })) return "an operand of the epilogue is not float32";
        int needed = resized.Sum(t => t!.Count) + 4 + ScalarEmitter.Temporaries(node.Epilogue);
        return needed > target.Vecs ? "the epilogue needs too many registers" : null;
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var node = FusedNode.Of(problem.Node)!;
        var taps = Taps(problem, node, (ResizeOp)node.Anchor!);
        int rank = taps.Length, source = node.AnchorInputs[0];
        var x = problem.Inputs[source]!.Layout;
        int lane = Lane(x, taps)!.Value;
        var inputs = problem.Inputs.Select(i => i?.Layout).ToArray();
        foreach (int i in node.Epilogue.Operands.Append(source))
        {
            var layout = inputs[i]!;
            int own = lane - (rank - layout.Rank);
            if (own >= 0 && layout.Dims[own] > 1 && layout.Strides[own] != 1) inputs[i] = InnermostAt(layout, own);
        }
        return new() { Inputs = inputs, Outputs = [InnermostAt(problem.Outputs[0]!.Layout, lane, inputs[source])], WritesStrided = true };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var node = FusedNode.Of(problem.Node)!;
        var taps = Taps(problem, node, (ResizeOp)node.Anchor!);
        TensorLayout x = problem.Inputs[node.AnchorInputs[0]]!.Layout, y = problem.Outputs[0]!.Layout;
        int lane = Lane(x, taps)!.Value;
        int[] resized = [.. y.Order().Where(k => taps[k] is not null)];
        int inner = resized[^1];
        int? outer = resized.Length > 1 ? resized[0] : null;
        var row = new Row(problem, node, Column(inner), Column(lane), new TapTable(taps[inner]!, x.Strides[inner] * 4, joinsEqual: true),
            outer is { } o ? new TapTable(taps[o]!, x.Strides[o] * 4, joinsEqual: false) : null);

        var lanes = Axis(lane);
        var cut = LoopNest.Cut(ref lanes, MaxVectors * target.Lanes, target.Lanes);
        row.Lanes = lanes.Count;
        // No loops within a task: its pointers are used up.
        var axes = LoopNest.Collapse(y.Order().Where(k => k != lane && k != inner).Select(Axis));
        var nest = new LoopNest(axes, cut is { } c ? [c] : [], 1, 0, 0);
        double taken = taps.Aggregate(1.0, (a, t) => a * (t?.Count ?? 1));
        return [new(nest.Tasks, y.Count * 4 * (1 + taken / 2) / target.BytesPerSecond, asm => row.Emit(asm, nest))];

        // Pointers: output, source, table of the outer axis, operands.
        LoopAxis Axis(int k) => new(y.Dims[k],
        [
            y.Strides[k] * 4, taps[k] is null ? Step(x, k) : 0, k == outer ? row!.Outer!.EntryBytes : 0, .. Column(k)[1..],
        ]);

        long[] Column(int k) => [y.Strides[k] * 4, .. node.Epilogue.Operands.Select(i => Step(problem.Inputs[i]!.Layout, k))];

        long Step(TensorLayout layout, int k)
        {
            int own = k - (y.Rank - layout.Rank);
            return own < 0 || layout.Dims[own] == 1 ? 0 : layout.Strides[own] * 4;
        }
    }

    private static KernelOperand? Operand(KernelProblem problem, FusedNode node, int slot) =>
        slot < node.AnchorInputs.Count && node.AnchorInputs[slot] is >= 0 and var i ? problem.Inputs[i] : null;

    private static AxisTaps?[] Taps(KernelProblem problem, FusedNode node, ResizeOp op)
    {
        var dims = problem.Inputs[node.AnchorInputs[0]]!.Layout.Dims.ToArray();
        var taps = op.Taps(problem.Node, dims, Given(1), Given(2), Given(3));
        return [.. taps.Select(t => t is { IsIdentity: true } ? null : t)];

        double[] Given(int slot) => Operand(problem, node, slot)?.Constant?.ToDoubles() ?? [];
    }

    // The axis of the lanes: dense and not resized, or else the one that shall be.
    private static int? Lane(TensorLayout x, AxisTaps?[] taps)
    {
        int[] still = [.. Enumerable.Range(0, taps.Length).Where(k => taps[k] is null)];
        int[] dense = [.. still.Where(k => x.Strides[k] == 1 && x.Dims[k] > 1)];
        if (dense.Length > 0) return dense[0];
        int[] wide = [.. still.Where(k => k > 0 && x.Dims[k] > 1)];
        return wide.Length > 0 ? wide[0] : still.Length > 0 ? still[^1] : null;
    }

    private static TensorLayout InnermostAt(TensorLayout layout, int axis, TensorLayout? like = null) =>
        TensorLayout.InOrder(layout.Dims.Span, [.. (like ?? layout).Order().Where(k => k != axis), axis]);

    /// <summary>Code of one row.</summary>
    /// <param name="problem">What is computed.</param>
    /// <param name="node">The same, taken apart.</param>
    /// <param name="column">Bytes to the next place of the row in the output and in each operand of the epilogue.</param>
    /// <param name="across">Bytes to the next lane in the same.</param>
    /// <param name="inner">Taps along the row.</param>
    /// <param name="outer">Taps of rows.</param>
    private sealed class Row(KernelProblem problem, FusedNode node, long[] column, long[] across, TapTable inner, TapTable? outer)
    {
        private readonly int[] _operands = [.. node.Epilogue.Operands];
        public TapTable? Outer => outer;

        public long Lanes { get; set; }

        public void Emit(VectorAssembler asm, LoopNest nest)
        {
            asm.Free(asm.Argument(3));
            asm.ForEachTask(task =>
            {
                var pointers = new Gpr[3 + _operands.Length];
                for (int i = 0; i < pointers.Length; i++) pointers[i] = asm.NewGpr();
                var slots = KernelArguments.Of(problem);
                asm.Load64(pointers[0], VectorAssembler.At(asm.Argument(0), slots.Output(0)));
                asm.Load64(pointers[1], VectorAssembler.At(asm.Argument(0), KernelArguments.Input(node.AnchorInputs[0])));
                if (outer is not null) asm.Address(pointers[2], outer.Place(asm));
                for (int i = 0; i < _operands.Length; i++)
                    asm.Load64(pointers[3 + i], VectorAssembler.At(asm.Argument(0), KernelArguments.Input(_operands[i])));
                nest.Emit(asm, task, pointers, 1, _ => Body(asm, pointers));
                asm.Free(pointers);
            });
            asm.Return();
        }

        private void Body(VectorAssembler asm, Gpr[] pointers)
        {
            // The pointer to the source becomes that to the last of its rows, the table's pointer is not wanted afterwards.
            int taps = outer?.Count ?? 1;
            Gpr[] rows = [.. Enumerable.Range(0, taps - 1).Select(_ => asm.NewGpr()), pointers[1]];
            var outerWeights = outer is { Weighs: true } ? asm.NewVecs(taps) : [];
            for (int k = 0; k < outerWeights.Length; k++) asm.Broadcast(outerWeights[k], outer!.Weight(pointers[2], k));
            for (int k = 0; k < taps && outer is not null; k++)
            {
                if (k == taps - 1)
                {
                    asm.Load32(pointers[2], outer.Offset(pointers[2], k));
                    asm.Add(pointers[1], pointers[2]);
                }
                else
                {
                    asm.Load32(rows[k], outer.Offset(pointers[2], k));
                    asm.Add(rows[k], pointers[1]);
                }
            }
            Gpr table = pointers[2], place = asm.NewGpr();
            asm.Address(table, inner.Place(asm));
            var innerWeights = inner.Weighs ? asm.NewVecs(inner.Count) : [];
            int tail = Lanes < asm.Lanes ? (int)Lanes : 0;
            Mask? mask = tail > 0 ? asm.FirstLanes(tail) : null;
            Vec sum = asm.NewVec(), part = asm.NewVec();
            asm.Repeat(inner.Entries, () =>
            {
                for (int k = 0; k < innerWeights.Length; k++) asm.Broadcast(innerWeights[k], inner.Weight(table, k));
                for (long at = 0; at < Lanes; at += asm.Lanes)
                {
                    // The last vector overlaps the one before.
                    long first = Math.Min(at, Math.Max(0, Lanes - asm.Lanes)) * 4;
                    Interpolate(asm, rows, place, table, first, outerWeights, innerWeights, sum, part, mask);
                    for (int copy = 0; copy < inner.Repeats; copy++) Finish(asm, pointers, sum, part, first, copy, mask);
                }
                asm.Add(table, inner.EntryBytes);
                asm.Add(pointers[0], column[0] * inner.Repeats);
                for (int i = 0; i < _operands.Length; i++)
                    if (column[1 + i] != 0) asm.Add(pointers[3 + i], column[1 + i] * inner.Repeats);
            });
            asm.Free(sum, part);
            asm.Free(outerWeights);
            asm.Free(innerWeights);
            if (mask is { } m) asm.Free(m);
            asm.Free(place);
            asm.Free(rows.AsSpan(0, taps - 1));
        }

        private void Interpolate(VectorAssembler asm, Gpr[] rows, Gpr place, Gpr table, long first, Vec[] outerWeights, Vec[] innerWeights,
            Vec sum, Vec part, Mask? mask)
        {
            for (int k = 0; k < inner.Count; k++)
            {
                asm.Load32(place, inner.Offset(table, k));
                var column = innerWeights.Length == 0 ? sum : part;
                for (int r = 0; r < rows.Length; r++)
                {
                    var at = VectorAssembler.At(rows[r], place, 1, first);
                    if (outerWeights.Length == 0) Load(asm, column, at, mask);
                    else if (mask is not null)
                    {
                        // A masked load cannot be a factor itself.
                        var item = asm.NewVec();
                        Load(asm, item, at, mask);
                        if (r == 0) asm.Mul(column, outerWeights[0], item);
                        else asm.Fma(column, outerWeights[r], item);
                        asm.Free(item);
                    }
                    else if (r == 0) asm.Mul(column, outerWeights[0], at);
                    else asm.Fma(column, outerWeights[r], at);
                }
                if (innerWeights.Length == 0) continue;
                if (k == 0) asm.Mul(sum, innerWeights[0], part);
                else asm.Fma(sum, innerWeights[k], part);
            }
        }

        private void Finish(VectorAssembler asm, Gpr[] pointers, Vec sum, Vec part, long first, int copy, Mask? mask)
        {
            var result = sum;
            if (!node.Epilogue.IsIdentity)
            {
                // Each copy has its own operands.
                if (inner.Repeats > 1) asm.Move(result = part, sum);
                new ScalarEmitter(asm, node.Epilogue).Apply(result, (d, input) =>
                {
                    int i = Array.IndexOf(_operands, input);
                    var at = VectorAssembler.At(pointers[3 + i], copy * column[1 + i]);
                    if (across[1 + i] == 0) asm.Broadcast(d, at);
                    else Load(asm, d, at + first, mask);
                });
            }
            var target = VectorAssembler.At(pointers[0], copy * column[0] + first);
            if (mask is { } m) asm.Store(target, result, m);
            else asm.Store(target, result);
        }

        private static void Load(VectorAssembler asm, Vec d, Mem at, Mask? mask)
        {
            if (mask is { } m) asm.Load(d, at, m);
            else asm.Load(d, at);
        }
    }

    /// <summary>Indices and weights of an axis as a table: for each output the byte offsets of its taps, then their weights.</summary>
    private sealed class TapTable
    {
        private readonly int[] _items;

        public TapTable(AxisTaps taps, long step, bool joinsEqual)
        {
            Count = taps.Count;
            Weighs = Count > 1;
            Repeats = joinsEqual && !Weighs ? Repetition(taps) : 1;
            Entries = taps.Out / Repeats;
            _items = new int[Entries * Count * (Weighs ? 2 : 1)];
            for (int e = 0; e < Entries; e++)
            {
                int[] indices = taps.Indices.AsSpan(e * Repeats * Count, Count).ToArray();
                float[] weights = [.. taps.Weights.AsSpan(e * Repeats * Count, Count).ToArray().Select(w => (float)w)];
                Spread(indices, weights);
                for (int k = 0; k < Count; k++)
                {
                    _items[e * EntryBytes / 4 + k] = checked((int)(indices[k] * step));
                    if (Weighs) _items[e * EntryBytes / 4 + Count + k] = BitConverter.SingleToInt32Bits(weights[k]);
                }
            }
        }

        public int Count { get; }

        public bool Weighs { get; }

        /// <summary>How many outputs in a row are equal, if always as many.</summary>
        public int Repeats { get; }

        public int Entries { get; }

        public int EntryBytes => Count * (Weighs ? 8 : 4);

        public Mem Place(VectorAssembler asm) => asm.Table(_items);

        public Mem Offset(Gpr entry, int tap) => VectorAssembler.At(entry, tap * 4);

        public Mem Weight(Gpr entry, int tap) => VectorAssembler.At(entry, (Count + tap) * 4);

        private static int Repetition(AxisTaps taps)
        {
            if (taps.Out % taps.In != 0) return 1;
            int times = taps.Out / taps.In;
            return times <= 4 && Enumerable.Range(0, taps.Out).All(o => taps.Indices[o] == o / times) ? times : 1;
        }

        // A tap without weight must not be read, or an infinity there would spoil the result: it takes half of another tap's place.
        private static void Spread(int[] indices, float[] weights)
        {
            for (int k = 0; k < weights.Length; k++)
            {
                if (weights[k] != 0) continue;
                int other = Array.FindIndex(weights, w => w != 0);
                if (other < 0) return;
                weights[other] /= 2;
                (indices[k], weights[k]) = (indices[other], weights[other]);
            }
        }
    }
}
