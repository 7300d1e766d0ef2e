using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Kernels.Reduction;
using XinRT.Ops;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Bins of regions of an image, each the mean or the largest of some bilinear samples.</summary>
/// <remarks>
/// <para>Channels are innermost. A first phase looks at the image numbers. A task of the second is a row of bins of one region. The
/// samples of all its bins along each axis become offsets and weights of two pixels first, with a sample in each lane, in tables
/// in scratch memory; samples are evenly spaced over a whole region, so a bin is but a part of the table.</para>
/// <para>Then a bin takes in four pixels for each pair of samples, with a channel in each lane.</para>
/// </remarks>
internal sealed class RoiAlignKernel : KernelGenerator
{
    // What the operator allows, and how many bins of a row have room for that many samples.
    private const int MostSamples = 4096, MostAdaptiveBins = 64;

    /// <inheritdoc/>
    public override string Name => "roi-align";

    /// <inheritdoc/>
    public override string? Fault => "image numbers must lie within the batch, but number {0} of them (counted from 1) does not";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Node.Op is not RoiAlignOp op) return Refusal.OtherOperator;
        if (problem.Inputs is not [{ DType: DType.F32 } x, { DType: DType.F32 } regions, { } images] || problem.Outputs[0] is not { } y)
            return "only float32 is sampled";
        if (images.DType is not (DType.I32 or DType.I64)) return $"image numbers of {images.DType.Name()}";
        if (x.Layout.Rank != 4 || regions.Layout.Rank != 2 || regions.Layout.Dims[1] != 4 || images.Layout.Count != regions.Layout.Dims[0])
            return "an operand has another size";
        if (x.Layout.Count == 0 || y.Layout.Count == 0) return "there is nothing to sample";
        if (x.Layout.Count / x.Layout.Dims[0] >= 1 << 29) return "the image is too large";
        return op.SamplingRatio == 0 && op.OutputWidth > MostAdaptiveBins || op.OutputWidth * op.SamplingRatio > MostSamples * MostAdaptiveBins
            ? "a row has too many samples" : null;
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) => new()
    {
        Inputs =
        [
            PixelChannels.Readable(problem.Inputs[0]!.Layout),
            .. problem.Inputs.Skip(1).Select(i => TensorLayout.RowMajor(i!.Layout.Dims.Span)),
        ],
        Outputs = [TensorLayout.ChannelsLast(problem.Outputs[0]!.Layout.Dims.Span)],
        WorkspaceBytes = 64,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var op = (RoiAlignOp)problem.Node.Op;
        KernelOperand x = problem.Inputs[0]!, images = problem.Inputs[2]!;
        var dims = problem.Outputs[0]!.Layout.Dims;
        int indexBytes = images.DType.SizeInBytes();
        long count = op.SamplingRatio > 0 ? op.SamplingRatio : MostSamples;
        double pixels = op.SamplingRatio > 0 ? 4.0 * count * count : 16;
        var down = new RegionAxis(op, op.OutputHeight, x.Layout.Dims[2], PixelStrides.Of(x.Layout, 4).H, 4, 0, count);
        var across = new RegionAxis(op, op.OutputWidth, x.Layout.Dims[3], PixelStrides.Of(x.Layout, 4).W, 0, down.Bytes, count * dims[3]);
        return
        [
            new(1, dims[0] * 1e-9, Check),
            new(dims[0] * dims[2], dims[0] * dims[2] * dims[3] * (dims[1] / (double)target.Lanes + 4) * pixels * 1e-9, asm =>
            {
                var counts = (asm.NewSlot(), asm.NewSlot(), asm.NewSlot());
                asm.ForEachTask(task => Row(asm, task, counts));
                asm.Return();
            }) { ScratchBytes = down.Bytes + across.Bytes },
        ];

        void Check(VectorAssembler asm)
        {
            Gpr at = asm.NewGpr(), image = asm.NewGpr(), number = asm.NewGpr();
            var bad = asm.NewLabel();
            asm.ForEachTask(_ =>
            {
                asm.Load64(at, At(asm.Argument(0), KernelArguments.Input(2)));
                asm.Set(number, 0);
                asm.Repeat(dims[0], () =>
                {
                    asm.Add(number, 1);
                    LoadImage(asm, image, at);
                    asm.JumpIf(image, Condition.Less, 0, bad);
                    asm.JumpIf(image, Condition.GreaterOrEqual, checked((int)x.Layout.Dims[0]), bad);
                    asm.Add(at, indexBytes);
                });
                asm.Set(number, 0);
                asm.Bind(bad);
                asm.Load64(at, At(asm.Argument(0), KernelArguments.Of(problem).Workspace));
                asm.Store64(At(at), number);
            });
            asm.Return();
        }

        void LoadImage(VectorAssembler asm, Gpr d, Gpr at)
        {
            if (indexBytes == 8) asm.Load64(d, At(at));
            else asm.Load32(d, At(at));
        }

        void Row(VectorAssembler asm, Gpr task, (Mem Down, Mem Across, Mem Left) counts)
        {
            Gpr image = asm.NewGpr(), output = asm.NewGpr(), region = asm.NewGpr(), bin = asm.NewGpr(), arguments = asm.Argument(0);
            asm.DivRem(region, bin, task, dims[2]);
            asm.Load64(image, At(arguments, KernelArguments.Input(2)));
            asm.Mul(output, region, indexBytes);
            asm.Add(image, output);
            LoadImage(asm, image, image);
            // Whatever the first phase found, nothing else may be read.
            asm.Set(output, 0);
            asm.Max(image, image, output);
            asm.Set(output, x.Layout.Dims[0] - 1);
            asm.Min(image, image, output);
            asm.Mul(image, image, PixelStrides.Of(x.Layout, 4).N);
            asm.Load64(output, At(arguments, KernelArguments.Input(0)));
            asm.Add(image, output);
            asm.Mul(region, region, 16);
            asm.Load64(output, At(arguments, KernelArguments.Input(1)));
            asm.Add(region, output);
            Vec samples = asm.NewVec(), count = asm.NewVec();
            down.Emit(asm, region, bin, counts.Down, samples);
            across.Emit(asm, region, null, counts.Across, count);
            asm.Mul(samples, samples, count);
            asm.Load64(output, At(arguments, KernelArguments.Of(problem).Output(0)));
            asm.Mul(region, task, dims[3] * dims[1] * 4);
            asm.Add(output, region);
            asm.Free(region, bin);

            bool isMax = op.Mode == "max";
            Vec weight = asm.NewVec();
            var isEmpty = asm.NewMask();
            var reduce = new ReduceEmitter(asm, ReduceKind.Max);
            asm.Zero(weight);
            asm.Compare(isEmpty, samples, Condition.Equal, weight);
            asm.Broadcast(weight, 1f);
            asm.Div(samples, weight, samples);
            var channels = new PixelChannels(asm, dims[1], leave: isMax ? 2 : 0, most: 16);
            var bins = asm.NewGpr();
            asm.Move(bins, asm.Argument(3));
            asm.Add(bins, down.Bytes);
            asm.Repeat(dims[3], () =>
            {
                channels.Emit(isMax ? float.NegativeInfinity : 0, output, take => Samples(asm, image, bins, counts, (weight, count),
                    (pixel, w) => take(pixel, w, isMax ? (sum, item) => reduce.Take(sum, item) : null)),
                sum =>
                {
                    if (!isMax) asm.Mul(sum, sum, samples);
                    asm.Zero(count);
                    asm.Select(sum, isEmpty, count, sum);
                });
                var step = asm.NewGpr();
                asm.Load64(step, counts.Across);
                asm.Mul(step, step, 4);
                asm.Add(bins, step);
                asm.Free(step);
                asm.Add(output, dims[1] * 4);
            });
            channels.Release();
            asm.Free(isEmpty);
            asm.Free(samples, count, weight);
            asm.Free(image, output, bins);
        }

        // All pairs of samples of a bin.
        void Samples(VectorAssembler asm, Gpr image, Gpr bin, (Mem Down, Mem Across, Mem Left) counts, (Vec Weight, Vec Other) vecs,
            Action<Gpr, Vec> take)
        {
            Gpr row = asm.NewGpr(), column = asm.NewGpr(), left = asm.NewGpr(), place = asm.NewGpr(), other = asm.NewGpr();
            Label next = asm.NewLabel(), done = asm.NewLabel();
            asm.Move(row, asm.Argument(3));
            asm.Load64(left, counts.Down);
            asm.Bind(next);
            asm.JumpIf(left, Condition.LessOrEqual, 0, done);
            asm.Store64(counts.Left, left);
            asm.Move(column, bin);
            asm.Load64(left, counts.Across);
            asm.While(left, 1, () =>
            {
                for (int corner = 0; corner < 4; corner++)
                {
                    asm.Load32(place, down.Offset(row, corner / 2));
                    asm.Load32(other, across.Offset(column, corner % 2));
                    asm.Add(place, other);
                    asm.Add(place, image);
                    asm.Broadcast(vecs.Weight, down.Weight(row, corner / 2));
                    asm.Broadcast(vecs.Other, across.Weight(column, corner % 2));
                    asm.Mul(vecs.Weight, vecs.Weight, vecs.Other);
                    take(place, vecs.Weight);
                }
                asm.Add(column, 4);
            });
            asm.Add(row, 4);
            asm.Load64(left, counts.Left);
            asm.Add(left, -1);
            asm.Jump(next);
            asm.Bind(done);
            asm.Free(row, column, left, place, other);
        }
    }
}
