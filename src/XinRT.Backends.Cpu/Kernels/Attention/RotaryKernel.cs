using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Kernels.Rows;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Attention;

/// <summary>Rotary embedding: pairs of elements of each row are rotated by the angles of its position.</summary>
/// <remarks>A task is a head of one batch. Pairs lie half a row apart, so that two vectors are rotated by one vector of
/// cosines and one of sines; or side by side, and then a vector is rotated with its neighbors exchanged, the cosines and
/// sines of half a vector spread over it. Elements beyond the rotated ones are copied. Positions are those of the rows:
/// the caches have a line for each.</remarks>
internal sealed class RotaryKernel : KernelGenerator
{
    /// <inheritdoc/>
    public override string Name => "rotary";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Node.Op is not RotaryEmbeddingOp) return Refusal.OtherOperator;
        if (problem.Inputs.Take(3).Any(x => x is not { DType: DType.F32 })) return "only float32 is computed";
        if (Form.Of(problem) is not { } form) return "the heads, positions or caches are not those of a row each";
        return form.Batch * form.Heads * form.Rows == 0 ? "there is nothing to compute" : null;
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        TensorLayout?[] inputs = [.. problem.Inputs.Select((o, i) => o is null ? null
            : i < 3 ? RowSpace.Wanted(o.Layout, o.Layout.Dims.Span, [o.Layout.Rank - 1]) : o.Layout)];
        var output = TensorLayout.InOrder(inputs[0]!.Dims.Span, [.. inputs[0]!.Order().Where(k => k != inputs[0]!.Rank - 1), inputs[0]!.Rank - 1]);
        return new() { Inputs = inputs, Outputs = [output], WritesStrided = true };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var form = Form.Of(problem)!;
        double bytes = 12.0 * form.Batch * form.Heads * form.Rows * form.Depth;
        return [new((long)form.Batch * form.Heads, bytes / target.BytesPerSecond, asm => new Code(asm, problem, form).Emit())];
    }

    // Sizes; x and the result have strides over batch, head and row, the caches over batch and row.
    private sealed record Form(int Batch, int Heads, int Rows, int Depth, int Rotated, bool Interleaved)
    {
        public static Form? Of(KernelProblem problem)
        {
            var op = (RotaryEmbeddingOp)problem.Node.Op;
            TensorLayout x = problem.Inputs[0]!.Layout, cache = problem.Inputs[1]!.Layout;
            if (x.Rank is not (3 or 4) || cache.Rank < 2 || !cache.Dims.Equals(problem.Inputs[2]!.Layout.Dims)) return null;
            long width = 2 * cache.Dims[^1], heads = x.Rank == 4 ? x.Dims[1] : op.NumHeads;
            if (x.Rank == 3 && heads == 0 && op.RotaryEmbeddingDim == 0 && width > 0) heads = x.Dims[2] / width;
            if (heads <= 0 || (x.Rank == 3 && x.Dims[2] % heads != 0)) return null;
            long rows = x.Dims[^2], depth = x.Rank == 4 ? x.Dims[3] : x.Dims[2] / heads;
            long rotated = op.RotaryEmbeddingDim == 0 ? depth : op.RotaryEmbeddingDim;
            if (rotated != width || rotated > depth || rotated == 0) return null;
            // The only positions that are taken count the rows.
            bool counts = problem.Inputs.Count > 3 && problem.Inputs[3] is not null;
            if (counts && (problem.Inputs[3]!.Steering is not { Count: 1, Rank: <= 1 } first || first.ToInt64s()[0] != 0)) return null;
            long[] lines = counts ? [rows] : [x.Dims[0], rows];
            bool fits = cache.Rank == lines.Length + 1 && (counts ? cache.Dims[0] >= rows : cache.Dims[0] == lines[0] && cache.Dims[1] == rows);
            return fits ? new((int)x.Dims[0], (int)heads, (int)rows, (int)depth, (int)rotated, op.Interleaved) : null;
        }

        public long[] Strides(TensorLayout layout) => AttentionForm.Strides(layout, layout.Dims.Span, Depth);

        // Batch and row of a cache.
        public static (long Batch, long Row) Lines(TensorLayout layout) =>
            layout.Rank == 3 ? (layout.Dims[0] == 1 ? 0 : layout.Strides[0], layout.Strides[1]) : (0, layout.Strides[0]);
    }

    private sealed class Code(VectorAssembler asm, KernelProblem problem, Form form)
    {
        private readonly KernelArguments _arguments = KernelArguments.Of(problem);

        public void Emit()
        {
            long[] from = form.Strides(problem.Inputs[0]!.Layout), to = form.Strides(problem.Outputs[0]!.Layout);
            var cosines = Form.Lines(problem.Inputs[1]!.Layout);
            var sines = Form.Lines(problem.Inputs[2]!.Layout);
            asm.ForEachTask(task =>
            {
                Gpr batch = asm.NewGpr(), head = asm.NewGpr(), rows = asm.NewGpr();
                asm.DivRem(batch, head, task, form.Heads);
                var x = Start(KernelArguments.Input(0), (batch, from[0]), (head, from[1]));
                var y = Start(_arguments.Output(0), (batch, to[0]), (head, to[1]));
                var c = Start(KernelArguments.Input(1), (batch, cosines.Batch));
                var s = Start(KernelArguments.Input(2), (batch, sines.Batch));
                asm.Free(batch, head);
                asm.Set(rows, form.Rows);
                RowPass turned = new(asm, form.Interleaved ? form.Rotated : form.Rotated / 2, turns: 2, unrolled: 8);
                RowPass copied = new(asm, form.Depth - form.Rotated, turns: 2, unrolled: 8);
                var swaps = form.Interleaved ? new Interleaved(asm, form.Rotated) : null;
                asm.While(rows, 1, () =>
                {
                    turned.Run(v =>
                    {
                        if (swaps is not null) swaps.Rotate(v, x, y, c, s);
                        else Rotate(v, x, y, c, s);
                    });
                    if (form.Depth > form.Rotated) copied.Run(v => Copy(v with { Offset = v.Offset + form.Rotated * 4L }, x, y));
                    asm.Add(x, from[2] * 4);
                    asm.Add(y, to[2] * 4);
                    asm.Add(c, cosines.Row * 4);
                    asm.Add(s, sines.Row * 4);
                });
                swaps?.Release();
                turned.Release();
                copied.Release();
                asm.Free(rows, x, y, c, s);
            });
            asm.Return();
        }

        private Gpr Start(int argument, params ReadOnlySpan<(Gpr Index, long Stride)> steps)
        {
            Gpr at = asm.NewGpr(), t = asm.NewGpr();
            asm.Load64(at, VectorAssembler.At(asm.Argument(0), argument));
            foreach (var (index, stride) in steps)
            {
                asm.Mul(t, index, stride * 4);
                asm.Add(at, t);
            }
            asm.Free(t);
            return at;
        }

        private void Copy(RowVector v, Gpr x, Gpr y)
        {
            var a = asm.NewVec();
            v.Load(asm, a, x);
            v.Store(asm, y, a);
            asm.Free(a);
        }

        private void Rotate(RowVector v, Gpr x, Gpr y, Gpr cosines, Gpr sines)
        {
            Vec a = asm.NewVec(), b = asm.NewVec(), c = asm.NewVec(), s = asm.NewVec(), t = asm.NewVec();
            var second = v with { Offset = v.Offset + form.Rotated * 2L };
            v.Load(asm, a, x);
            second.Load(asm, b, x);
            v.Load(asm, c, cosines);
            v.Load(asm, s, sines);
            asm.Mul(t, a, c);
            asm.FmaNegated(t, b, s);
            asm.Mul(b, b, c);
            asm.Fma(b, a, s);
            v.Store(asm, y, t);
            second.Store(asm, y, b);
            asm.Free(a, b, c, s, t);
        }
    }

    // Pairs that lie side by side.
    private sealed class Interleaved
    {
        private readonly VectorAssembler _asm;
        private readonly int _rotated;
        private readonly Vec _swap, _spread, _sign;

        public Interleaved(VectorAssembler asm, int rotated)
        {
            (_asm, _rotated) = (asm, rotated);
            (_swap, _spread, _sign) = (asm.NewVec(), asm.NewVec(), asm.NewVec());
            int[] lanes = Arrays.Indices(asm.Lanes);
            asm.Load(_swap, asm.Table([.. lanes.Select(i => i ^ 1)]));
            asm.Load(_spread, asm.Table([.. lanes.Select(i => i / 2)]));
            asm.Load(_sign, asm.Table([.. lanes.Select(i => i % 2 == 0 ? -1f : 1f)]));
        }

        public void Rotate(RowVector v, Gpr x, Gpr y, Gpr cosines, Gpr sines)
        {
            Vec a = _asm.NewVec(), b = _asm.NewVec(), t = _asm.NewVec(), sum = _asm.NewVec();
            v.Load(_asm, a, x);
            Spread(v, cosines, b, t);
            _asm.Mul(sum, a, b);
            Spread(v, sines, b, t);
            _asm.Mul(b, b, _sign);
            _asm.Permute(t, a, _swap);
            _asm.Fma(sum, t, b);
            v.Store(_asm, y, sum);
            _asm.Free(a, b, t, sum);
        }

        public void Release() => _asm.Free(_swap, _spread, _sign);

        // d = items of a cache, each twice.
        private void Spread(RowVector v, Gpr cache, Vec d, Vec t)
        {
            Gpr at = _asm.NewGpr(), rest = _asm.NewGpr();
            _asm.Move(at, cache);
            if (v.Index is { } index)
            {
                _asm.DivRem(at, rest, index, 2);
                _asm.Add(at, cache);
            }
            _asm.Free(rest);
            // A pair is never divided.
            var half = _asm.FirstLanes(v.Tail is null ? _asm.Lanes / 2 : _rotated % _asm.Lanes / 2);
            _asm.Load(t, VectorAssembler.At(at, v.Offset / 2), half);
            _asm.Free(half);
            _asm.Free(at);
            _asm.Permute(d, t, _spread);
        }
    }
}
