using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Kernels.Rows;
using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Normalization;

/// <summary>Group and instance normalization with channels innermost.</summary>
/// <remarks>
/// <para>Phase 1: a task is a block of pixels of an item; per channel it finds the mean and the sum of squared
/// distances from it, several vectors of channels at a time, in two passes over pixels that then lie in the first-level
/// cache. Phase 2: a task is an item; blocks are joined per channel and channels per group, each time with the squared
/// distance between the means, so nothing cancels; it leaves mean and factor per channel. Phase 3 scales pixels.</para>
/// <para>Each mean is corrected by the mean distance from it: <see cref="Moments.Refine"/>.</para>
/// <para>Workspace: per item and block a line of means and one of squares, then per item a line of means and one of
/// factors; lines are whole vectors.</para>
/// </remarks>
internal sealed class GroupNormKernel : KernelGenerator
{
    /// <inheritdoc/>
    public override string Name => "group-norm";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        var fused = problem.Anchored;
        if (Form.Of(problem, fused) is not { } form) return Refusal.OtherOperator;
        if (ChannelScaling.WhyNot(problem, fused!, form.Axis) is { } reason) return reason;
        return form.Groups <= 0 || form.Channels % form.Groups != 0 ? "groups do not divide the channels" : null;
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.Anchored!;
        var form = Form.Of(problem, fused)!;
        var plan = ChannelScaling.Plan(problem, fused, form.Axis);
        int main = fused.AnchorInputs[0];
        var inputs = plan.Inputs.ToArray();
        // Pixels must follow each other at a constant distance.
        if (Pixels(inputs[main]!, form.Axis) is null)
        {
            int[] order = [0, .. Enumerable.Range(1, inputs[main]!.Rank - 1).Where(k => k != form.Axis), form.Axis];
            inputs[main] = TensorLayout.InOrder(inputs[main]!.Dims.Span, order);
        }
        var y = TensorLayout.InOrder(problem.Outputs[0]!.Layout.Dims.Span, inputs[main]!.Order());
        return plan with
        {
            Inputs = inputs,
            Outputs = [y, .. plan.Outputs.Skip(1)],
            WritesStrided = RowSpace.StaysDense(y, [form.Axis]),
            WorkspaceBytes = new Code(form, target, Pixels(inputs[main]!, form.Axis)!.Value).WorkspaceBytes,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var fused = problem.Anchored!;
        var form = Form.Of(problem, fused)!;
        var x = problem.Inputs[fused.AnchorInputs[0]]!.Layout;
        var code = new Code(form, target, Pixels(x, form.Axis)!.Value)
        {
            Input = KernelArguments.Input(fused.AnchorInputs[0]),
            Scale = KernelArguments.Input(fused.AnchorInputs[1]),
            Workspace = KernelArguments.Of(problem).Workspace,
            BatchStride = x.Strides[0],
        };
        var dims = problem.Outputs[0]!.Layout.Dims;
        RowOperand Line(int number) => RowOperand.PerChannel(code.Workspace, dims.Span, form.Axis, 2 * code.Line) with
        {
            Offset = code.FactorOffset + number * code.Line * 4,
        };
        var bias = RowOperand.PerChannel(KernelArguments.Input(fused.AnchorInputs[2]), dims.Span, form.Axis);
        return
        [
            new(form.Batch * code.Blocks, 4.0 * x.Count / target.BytesPerSecond, code.EmitStatistics),
            new(form.Batch, (double)form.Batch * code.Blocks * form.Channels / target.Flops, code.EmitFactors),
            ChannelScaling.Phase(problem, fused, form.Axis, target, (Line(0), Line(1), bias), form.Activation),
        ];
    }

    // Number of pixels and the elements between them, if that is constant.
    private static (long Count, long Pitch)? Pixels(TensorLayout x, int axis)
    {
        (long Count, long Pitch) joined = (1, x.Dims[axis]);
        foreach (int k in Enumerable.Range(1, x.Rank - 1).Where(k => k != axis && x.Dims[k] > 1).OrderBy(k => x.Strides[k]))
        {
            if (joined.Count == 1) joined = (x.Dims[k], x.Strides[k]);
            else if (x.Strides[k] == joined.Count * joined.Pitch) joined.Count *= x.Dims[k];
            else return null;
        }
        return joined;
    }

    private sealed record Form(int Axis, long Batch, long Channels, long Groups, float Epsilon, ScalarExpr? Activation)
    {
        private static readonly ScalarExpr Silu = new(
            [new(ScalarKind.Accumulator), new(ScalarKind.Sigmoid, 0), new(ScalarKind.Mul, 0, 1)]);

        public static Form? Of(KernelProblem problem, AnchoredForm? fused)
        {
            if (fused?.Anchor is not (GroupNormalizationOp or InstanceNormalizationOp or GroupNormOp)) return null;
            if (problem.Inputs[fused.AnchorInputs[0]] is not { Layout: { Rank: >= 2 } x }) return null;
            Form Make(int axis, long groups, float epsilon, ScalarExpr? activation = null) =>
                new(axis, x.Dims[0], x.Dims[axis], groups == 0 ? x.Dims[axis] : groups, epsilon, activation);
            return fused.Anchor switch
            {
                GroupNormalizationOp g => Make(1, g.NumGroups, g.Epsilon),
                InstanceNormalizationOp i => Make(1, 0, i.Epsilon),
                GroupNormOp { Activation: 0 or 1 } g =>
                    Make(g.ChannelsLast ? x.Rank - 1 : 1, g.Groups, g.Epsilon, g.Activation == 1 ? Silu : null),
                _ => null,
            };
        }
    }

    private sealed class Code(Form form, CpuTarget target, (long Count, long Pitch) pixels)
    {
        private const int LeastPixels = 16, MostPixels = 128;

        private readonly int _lanes = target.Lanes;

        // Vectors of channels that are summed together.
        private readonly int _wide = target.Lanes > 8 ? 8 : 4;

        public int Input { get; init; }

        public int Scale { get; init; }

        public int Workspace { get; init; }

        public long BatchStride { get; init; }

        /// <summary>Elements of a line of the workspace.</summary>
        public long Line { get; } = (form.Channels + target.Lanes - 1) / target.Lanes * target.Lanes;

        /// <summary>Blocks of pixels of an item.</summary>
        public long Blocks => (pixels.Count + BlockPixels - 1) / BlockPixels;

        // Half of the cache holds what both passes over a block read.
        private long BlockPixels =>
            Math.Clamp(target.L1Bytes / 2 / (Math.Min(_wide, Line / _lanes) * _lanes * 4), LeastPixels, MostPixels);

        /// <summary>Where means and factors start.</summary>
        public long FactorOffset => form.Batch * Blocks * 2 * Line * 4;

        public long WorkspaceBytes => FactorOffset + form.Batch * 2 * Line * 4;

        public void EmitStatistics(VectorAssembler asm)
        {
            long full = form.Channels / (_wide * _lanes), left = form.Channels % (_wide * _lanes);
            Mask? tail = left % _lanes == 0 ? null : asm.FirstLanes((int)(left % _lanes));
            Gpr src = asm.NewGpr(), dst = asm.NewGpr(), count = asm.NewGpr(), t = asm.NewGpr(), u = asm.NewGpr();
            Vec share = asm.NewVec();
            asm.ForEachTask(task =>
            {
                asm.DivRem(t, u, task, Blocks);
                asm.Load64(src, VectorAssembler.At(asm.Argument(0), Input));
                asm.Mul(t, t, BatchStride * 4);
                asm.Add(src, t);
                asm.Mul(t, u, BlockPixels * pixels.Pitch * 4);
                asm.Add(src, t);
                asm.Load64(dst, VectorAssembler.At(asm.Argument(0), Workspace));
                asm.Mul(t, task, 2 * Line * 4);
                asm.Add(dst, t);
                asm.Mul(t, u, BlockPixels);
                asm.Set(count, pixels.Count);
                asm.Sub(count, t);
                asm.Set(t, BlockPixels);
                asm.Min(count, count, t);
                asm.Broadcast(share, count);
                asm.ToFloat(share, share);
                Vec one = asm.NewVec();
                asm.Broadcast(one, 1f);
                asm.Div(share, one, share);
                asm.Free(one);
                asm.Repeat(full, () =>
                {
                    Columns(asm, src, dst, count, share, _wide, null);
                    asm.Add(src, (long)_wide * asm.VectorBytes);
                    asm.Add(dst, (long)_wide * asm.VectorBytes);
                });
                if (left > 0) Columns(asm, src, dst, count, share, (int)((left + _lanes - 1) / _lanes), tail);
            });
            asm.Return();
        }

        // Mean and squared distances of some vectors of channels over the pixels of a block.
        private void Columns(VectorAssembler asm, Gpr src, Gpr dst, Gpr count, Vec share, int vectors, Mask? tail)
        {
            Vec[] mean = asm.NewVecs(vectors);
            Vec x = asm.NewVec();
            RowVector[] places = RowVector.SideBySide(asm, vectors, tail);
            foreach (var m in mean) asm.Zero(m);
            Pixels((v, at) =>
            {
                v.Load(asm, x, at);
                asm.Add(mean[v.Number], mean[v.Number], x);
            });
            foreach (var m in mean) asm.Mul(m, m, share);
            Vec[] squares = asm.NewVecs(vectors), drift = asm.NewVecs(vectors);
            foreach (var s in squares) asm.Zero(s);
            foreach (var d in drift) asm.Zero(d);
            Pixels((v, at) =>
            {
                v.Load(asm, x, at);
                asm.Sub(x, x, mean[v.Number]);
                asm.Add(drift[v.Number], drift[v.Number], x);
                asm.Fma(squares[v.Number], x, x);
            });
            foreach (var v in places)
            {
                asm.Mul(x, drift[v.Number], share);
                Moments.Refine(asm, mean[v.Number], squares[v.Number], x, drift[v.Number]);
                asm.Store(v.At(dst), mean[v.Number]);
                asm.Store(v.At(dst) + Line * 4, squares[v.Number]);
            }
            asm.Free(squares);
            asm.Free(drift);
            asm.Free(mean);
            asm.Free(x);

            void Pixels(Action<RowVector, Gpr> body)
            {
                Gpr at = asm.NewGpr(), left = asm.NewGpr();
                asm.Move(at, src);
                asm.Move(left, count);
                asm.While(left, 1, () =>
                {
                    foreach (var v in places) body(v, at);
                    asm.Add(at, pixels.Pitch * 4);
                });
                asm.Free(at, left);
            }
        }

        public void EmitFactors(VectorAssembler asm)
        {
            Gpr blocks = asm.NewGpr(), factors = asm.NewGpr(), t = asm.NewGpr();
            asm.ForEachTask(task =>
            {
                asm.Load64(blocks, VectorAssembler.At(asm.Argument(0), Workspace));
                asm.Address(factors, VectorAssembler.At(blocks, FactorOffset));
                asm.Mul(t, task, Blocks * 2 * Line * 4);
                asm.Add(blocks, t);
                asm.Mul(t, task, 2 * Line * 4);
                asm.Add(factors, t);
                JoinBlocks(asm, blocks, factors);
                if (form.Groups == form.Channels) Deviations(asm, factors, t);
                else JoinChannels(asm, factors, t);
            });
            asm.Return();
        }

        // Mean and squared distances of each channel over all pixels.
        private void JoinBlocks(VectorAssembler asm, Gpr blocks, Gpr factors)
        {
            long full = pixels.Count / BlockPixels, left = pixels.Count % BlockPixels;
            Gpr column = asm.NewGpr(), at = asm.NewGpr();
            Vec mean = asm.NewVec(), squares = asm.NewVec(), between = asm.NewVec(), x = asm.NewVec(), weight = asm.NewVec();
            Vec drift = asm.NewVec();
            asm.Set(column, 0);
            asm.Repeat(Line / _lanes, () =>
            {
                void Start() => asm.Address(at, VectorAssembler.At(blocks, column));
                Start();
                asm.Zero(mean);
                asm.Repeat(full, () =>
                {
                    asm.Add(mean, mean, VectorAssembler.At(at));
                    asm.Add(at, 2 * Line * 4);
                });
                asm.Broadcast(weight, (float)BlockPixels / pixels.Count);
                asm.Mul(mean, mean, weight);
                if (left > 0)
                {
                    asm.Broadcast(weight, (float)left / pixels.Count);
                    asm.Fma(mean, weight, VectorAssembler.At(at));
                }
                Start();
                asm.Zero(squares);
                asm.Zero(between);
                asm.Zero(drift);
                asm.Repeat(full, () => Add(between));
                asm.Broadcast(weight, (float)BlockPixels);
                asm.Fma(squares, between, weight);
                asm.Mul(drift, drift, weight);
                if (left > 0)
                {
                    asm.Zero(between);
                    Add(between, drifts: false);
                    asm.Broadcast(weight, (float)left);
                    asm.Fma(squares, between, weight);
                    asm.Fma(drift, x, weight);
                }
                asm.Broadcast(weight, (float)(1.0 / pixels.Count));
                asm.Mul(x, drift, weight);
                Moments.Refine(asm, mean, squares, x, drift);
                asm.Store(VectorAssembler.At(factors, column), mean);
                asm.Store(VectorAssembler.At(factors, column, 1, Line * 4), squares);
                asm.Add(column, asm.VectorBytes);
            });
            asm.Free(column, at);
            asm.Free(mean, squares, between, x, weight, drift);

            void Add(Vec distances, bool drifts = true)
            {
                asm.Load(x, VectorAssembler.At(at));
                asm.Sub(x, x, mean);
                if (drifts) asm.Add(drift, drift, x);
                asm.Fma(distances, x, x);
                asm.Add(squares, squares, VectorAssembler.At(at, Line * 4));
                asm.Add(at, 2 * Line * 4);
            }
        }

        // A group per channel: squares become factors.
        private void Deviations(VectorAssembler asm, Gpr factors, Gpr scale)
        {
            asm.Load64(scale, VectorAssembler.At(asm.Argument(0), Scale));
            Vec x = asm.NewVec(), t = asm.NewVec();
            var pass = new RowPass(asm, form.Channels, turns: 1, unrolled: 1);
            pass.Run(v =>
            {
                asm.Load(x, v.At(factors) + Line * 4);
                Inverse(asm, x, t, pixels.Count);
                v.Load(asm, t, scale);
                asm.Mul(x, x, t);
                asm.Store(v.At(factors) + Line * 4, x);
            });
            pass.Release();
            asm.Free(x, t);
        }

        // Mean and factor of each group, written for its channels.
        private void JoinChannels(VectorAssembler asm, Gpr factors, Gpr scale)
        {
            long size = form.Channels / form.Groups;
            asm.Load64(scale, VectorAssembler.At(asm.Argument(0), Scale));
            Vec mean = asm.NewVec(), squares = asm.NewVec(), between = asm.NewVec(), x = asm.NewVec(), t = asm.NewVec();
            Vec drift = asm.NewVec();
            var pass = new RowPass(asm, size, turns: 1, unrolled: 4);
            var group = asm.NewGpr();
            asm.Move(group, factors);
            asm.Repeat(form.Groups, () =>
            {
                asm.Zero(mean);
                pass.Run(v =>
                {
                    v.Load(asm, x, group);
                    asm.Add(mean, mean, x);
                });
                asm.SumAcross(mean, mean);
                asm.Broadcast(t, 1f / size);
                asm.Mul(mean, mean, t);
                asm.Zero(squares);
                asm.Zero(between);
                asm.Zero(drift);
                pass.Run(v =>
                {
                    v.Load(asm, x, group);
                    asm.Sub(x, x, mean);
                    if (v.Tail is { } tail)
                    {
                        asm.Zero(t);
                        asm.Select(x, tail, x, t);
                    }
                    asm.Add(drift, drift, x);
                    asm.Fma(between, x, x);
                    (v with { Offset = v.Offset + Line * 4 }).Load(asm, x, group);
                    asm.Add(squares, squares, x);
                });
                asm.Broadcast(t, (float)pixels.Count);
                asm.Fma(squares, between, t);
                asm.SumAcross(squares, squares);
                asm.SumAcross(drift, drift);
                asm.Broadcast(x, 1f / size);
                asm.Mul(x, x, drift);
                asm.Mul(drift, drift, t);
                Moments.Refine(asm, mean, squares, x, drift);
                Inverse(asm, squares, t, pixels.Count * size);
                pass.Run(v =>
                {
                    v.Load(asm, x, scale);
                    asm.Mul(x, x, squares);
                    (v with { Offset = v.Offset + Line * 4 }).Store(asm, group, x);
                    v.Store(asm, group, mean);
                });
                asm.Add(group, size * 4);
                asm.Add(scale, size * 4);
            });
            pass.Release();
            asm.Free(group);
            asm.Free(mean, squares, between, x, t, drift);
        }

        // x = 1 / √(x / count + ε)
        private void Inverse(VectorAssembler asm, Vec x, Vec t, long count)
        {
            asm.Broadcast(t, (float)(1.0 / count));
            asm.Mul(x, x, t);
            asm.Broadcast(t, form.Epsilon);
            asm.Add(x, x, t);
            asm.Sqrt(x, x);
            asm.Broadcast(t, 1f);
            asm.Div(x, t, x);
        }
    }
}
