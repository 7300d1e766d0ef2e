using XinRT.Backends.Cpu.Asm;
using XinRT.Ops;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Samples of an image at the positions of a grid.</summary>
/// <remarks>
/// <para>Channels are innermost. A task is a run of output pixels of one image. Their positions become offsets and weights of taps
/// first, with a pixel in each lane, in a table in scratch memory: offsets of all pixels for each tap, then weights. An offset below
/// 0 is a tap outside, which is not read.</para>
/// <para>Then each pixel is the weighted sum of its taps, with a channel in each lane.</para>
/// </remarks>
internal sealed class GridSampleKernel : KernelGenerator
{
    private const int PixelsPerTask = 64;

    // Two of them still fit 32 bits; offsets inside of an image are smaller.
    private const int Outside = -1 << 30;

    /// <inheritdoc/>
    public override string Name => "grid-sample";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Node.Op is not GridSampleOp op) return Refusal.OtherOperator;
        if (problem.Inputs is not [{ DType: DType.F32 } x, { DType: DType.F32 } grid] || problem.Outputs[0] is not { } y)
            return "only float32 is sampled";
        if (x.Layout.Rank != 4 || grid.Layout.Rank != 4 || grid.Layout.Dims[3] != 2) return "only images of two axes are sampled";
        if (x.Layout.Count == 0 || y.Layout.Count == 0 || x.Layout.Dims[0] != grid.Layout.Dims[0]) return "there is nothing to sample";
        if (x.Layout.Count / x.Layout.Dims[0] * 4 >= -Outside) return "the image is too large";
        return op.Mode is "linear" or "bilinear" or "nearest" or "cubic" or "bicubic"
            && op.PaddingMode is "zeros" or "border" or "reflection" ? null : $"mode {op.Mode} or padding {op.PaddingMode} is not known";
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) => new()
    {
        Inputs = [PixelChannels.Readable(problem.Inputs[0]!.Layout), TensorLayout.RowMajor(problem.Inputs[1]!.Layout.Dims.Span)],
        Outputs = [TensorLayout.ChannelsLast(problem.Outputs[0]!.Layout.Dims.Span)],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var x = problem.Inputs[0]!.Layout;
        var dims = problem.Outputs[0]!.Layout.Dims;
        long points = dims[2] * dims[3];
        int lanes = target.Lanes, count = (int)(points < lanes ? points : Math.Min(PixelsPerTask, points / lanes * lanes));
        long parts = (points + count - 1) / count;
        var taps = new GridTaps((GridSampleOp)problem.Node.Op, Math.Max(count, lanes) * 4, Outside);
        double seconds = dims[0] * points * (dims[1] / (double)lanes + 4) * taps.Count * 1e-9;
        return [new(dims[0] * parts, seconds, asm =>
        {
            asm.ForEachTask(task => Run(asm, task));
            asm.Return();
        }) { ScratchBytes = taps.Bytes(lanes) }];

        void Run(VectorAssembler asm, Gpr task)
        {
            var arguments = asm.Argument(0);
            var strides = PixelStrides.Of(x, 4);
            Gpr grid = asm.NewGpr(), image = asm.NewGpr(), output = asm.NewGpr(), part = asm.NewGpr();
            // The last part overlaps the one before.
            asm.DivRem(image, part, task, parts);
            asm.Mul(part, part, count);
            asm.Set(grid, points - count);
            asm.Min(part, part, grid);
            asm.Mul(grid, image, points);
            asm.Add(part, grid);
            asm.Load64(grid, At(arguments, KernelArguments.Input(1)));
            asm.Mul(output, part, 8);
            asm.Add(grid, output);
            asm.Load64(output, At(arguments, KernelArguments.Of(problem).Output(0)));
            asm.Mul(part, part, dims[1] * 4);
            asm.Add(output, part);
            asm.Mul(image, image, strides.N);
            asm.Load64(part, At(arguments, KernelArguments.Input(0)));
            asm.Add(image, part);
            asm.Free(part);

            var table = asm.NewGpr();
            asm.Move(table, asm.Argument(3));
            asm.Repeat((count + lanes - 1) / lanes, () =>
            {
                taps.Emit(asm, grid, table, Math.Min(count, lanes), (x.Dims[2], strides.H), (x.Dims[3], strides.W));
                asm.Add(grid, 2 * asm.VectorBytes);
                asm.Add(table, asm.VectorBytes);
            });
            asm.Free(grid);
            asm.Move(table, asm.Argument(3));
            var weight = asm.NewVec();
            var channels = new PixelChannels(asm, dims[1], leave: 0, most: 16);
            asm.Repeat(count, () =>
            {
                channels.Emit(0, output, take =>
                {
                    Gpr tap = asm.NewGpr(), place = asm.NewGpr();
                    asm.Move(tap, table);
                    asm.Repeat(taps.Count, () =>
                    {
                        var skip = asm.NewLabel();
                        asm.Load32(place, GridTaps.Offset(tap));
                        asm.JumpIf(place, Condition.Less, 0, skip);
                        asm.Add(place, image);
                        asm.Broadcast(weight, taps.Weight(tap));
                        take(place, weight, null);
                        asm.Bind(skip);
                        asm.Add(tap, taps.Pitch);
                    });
                    asm.Free(tap, place);
                });
                asm.Add(table, 4);
                asm.Add(output, dims[1] * 4);
            });
            channels.Release();
            asm.Free(weight);
            asm.Free(image, output, table);
        }
    }
}
