using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Ops;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Largest element of each window of a channels-last image together with its index.</summary>
/// <remarks>
/// <para>Lanes are channels; a task is one row of the output. Tables in the constant pool tell where the window of each row and
/// column begins and how many of its taps exist. A chunk of vectors has two registers each, the largest element so far and its place
/// in the plane of its channel, and takes in the taps in row-major order. Both start with the first tap, so that an element of
/// minus infinity has its place too; of equal elements, and of several that are NaN, the first one stays.</para>
/// <para>Indices are computed in 32 bits and stored in 64.</para>
/// </remarks>
internal sealed class IndexedPoolKernel : KernelGenerator
{
    private const int ChunkVectors = 4, EntryBytes = 12;

    /// <inheritdoc/>
    public override string Name => "indexed-pool";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Node.Op is not MaxPoolOp || problem.Outputs is not [_, { } indices]) return Refusal.OtherOperator;
        if (problem.Inputs[0] is not { DType: DType.F32 } x) return "only float32 is compared";
        if (x.Layout.Rank is not (3 or 4)) return $"one or two spatial axes are supported, but there are {x.Layout.Rank - 2}";
        if (x.Layout.Count >= int.MaxValue / 4) return "indices do not fit 32 bits";
        if (indices.Layout.Count == 0) return "there is nothing to compute";
        var (rows, columns) = Windows(problem);
        return HasEmpty(rows) || HasEmpty(columns) ? "a window lies in the padding" : null;

        static bool HasEmpty(AxisWindow window)
        {
            for (long o = 0; o < window.Out; o++)
                if (window.Taps(o).Count == 0) return true;
            return false;
        }
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target) => new()
    {
        Inputs = [PixelChannels.Readable(problem.Inputs[0]!.Layout)],
        Outputs = [.. problem.Outputs.Select(o => o is null ? null : TensorLayout.ChannelsLast(o.Layout.Dims.Span))],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        var x = problem.Inputs[0]!.Layout;
        var dims = problem.Outputs[1]!.Layout.Dims;
        var (rows, columns) = Windows(problem);
        var source = PixelStrides.Of(x, x.Rank);
        long channels = dims[1], plane = rows.In * columns.In;
        bool firstAxisFastest = ((MaxPoolOp)problem.Node.Op).StorageOrder;
        (long row, long column) = firstAxisFastest ? (1L, rows.In) : (columns.In, 1L);
        double taps = (double)problem.Outputs[1]!.Layout.Count * rows.Kernel * columns.Kernel;
        return [new(dims[0] * rows.Out, taps * 8 / target.Flops + x.Count * 4 / target.BytesPerSecond,
            asm => TaskLoop.Emit(asm, Row))];

        void Row(VectorAssembler asm, TaskLoop loop, Gpr task)
        {
            Mem rowCount = asm.NewSlot(), rowSpot = asm.NewSlot(), first = asm.NewSlot();
            Gpr image = asm.NewGpr(), entry = asm.NewGpr(), values = asm.NewGpr(), indices = asm.NewGpr(), t = asm.NewGpr();
            loop.Argument(indices, KernelArguments.Of(problem).Output(1));
            asm.Mul(t, task, columns.Out * channels * 8);
            asm.Add(indices, t);
            if (problem.Outputs[0] is not null)
            {
                loop.Argument(values, KernelArguments.Of(problem).Output(0));
                asm.Mul(t, task, columns.Out * channels * 4);
                asm.Add(values, t);
            }
            asm.DivRem(t, entry, task, rows.Out);
            asm.Free(task);
            loop.Argument(image, KernelArguments.Input(0));
            loop.AddMultiple(image, t, source.N);
            asm.Mul(t, t, channels * plane);
            asm.Store64(first, t);
            asm.Mul(entry, entry, EntryBytes);
            asm.Address(t, Table(asm, rows, source.H, row));
            asm.Add(entry, t);
            asm.Load32(t, At(entry));
            asm.Add(image, t);
            asm.Load32(t, At(entry, 4));
            asm.Store64(rowSpot, t);
            asm.Load32(t, At(entry, 8));
            asm.Store64(rowCount, t);
            asm.Free(t);
            asm.Address(entry, Table(asm, columns, source.W, column));
            asm.Repeat(columns.Out, () =>
            {
                int chunk = ChunkVectors * asm.Lanes;
                for (long c = 0; c < channels; c += chunk) Chunk(asm, c, (int)Math.Min(chunk, channels - c));
                asm.Add(entry, EntryBytes);
                asm.Add(values, channels * 4);
                asm.Add(indices, channels * 8);
            });
            asm.Free(image, entry, values, indices);

            // So many channels of one pixel.
            void Chunk(VectorAssembler asm, long channel, int count)
            {
                int vectors = (count + asm.Lanes - 1) / asm.Lanes;
                Vec[] best = asm.NewVecs(vectors), place = asm.NewVecs(vectors);
                Vec item = asm.NewVec(), index = asm.NewVec(), better = asm.NewVec(), at = asm.NewVec();
                Gpr line = asm.NewGpr(), left = asm.NewGpr(), tap = asm.NewGpr(), across = asm.NewGpr(), spot = asm.NewGpr(), start = asm.NewGpr();
                asm.Load32(line, At(entry));
                asm.Add(line, image);
                asm.Load32(start, At(entry, 4));
                asm.Load64(spot, rowSpot);
                asm.Add(start, spot);
                for (int v = 0; v < vectors; v++)
                {
                    TypedLanes.Access(asm, best[v], Item(line, v), DType.F32, count - v * asm.Lanes, isStore: false);
                    asm.Broadcast(place[v], start);
                }
                asm.Load64(left, rowCount);
                asm.While(left, 1, () =>
                {
                    asm.Move(tap, line);
                    asm.Move(spot, start);
                    asm.Load32(across, At(entry, 8));
                    asm.While(across, 1, () =>
                    {
                        asm.Broadcast(index, spot);
                        for (int v = 0; v < vectors; v++) Take(v);
                        asm.Add(tap, columns.Dilation * source.W);
                        asm.Add(spot, columns.Dilation * column);
                    });
                    asm.Add(line, rows.Dilation * source.H);
                    asm.Add(start, rows.Dilation * row);
                });
                asm.Load64(spot, first);
                asm.Broadcast(index, spot);
                asm.Free(line, left, tap, across, spot, start);
                asm.Free(better, at);
                for (int v = 0; v < vectors; v++)
                {
                    int lanes = Math.Min(asm.Lanes, count - v * asm.Lanes);
                    long own = channel + v * asm.Lanes;
                    if (problem.Outputs[0] is not null)
                        TypedLanes.Access(asm, best[v], At(values, own * 4), DType.F32, lanes, isStore: true);
                    asm.AddI(place[v], place[v], index);
                    asm.Load(item, asm.Table(Arrays.Make(asm.Lanes, l => (int)(Math.Min(own + l, channels - 1) * plane))));
                    asm.AddI(place[v], place[v], item);
                    asm.Zero(item);
                    TypedLanes.StorePairs(asm, place[v], item, At(indices, own * 8), lanes);
                }
                asm.Free(best);
                asm.Free(place);
                asm.Free(item, index);

                Mem Item(Gpr pixel, int v) => At(pixel, (channel + v * asm.Lanes) * 4);

                void Take(int v)
                {
                    var keeps = asm.NewMask();
                    TypedLanes.Access(asm, item, Item(tap, v), DType.F32, count - v * asm.Lanes, isStore: false);
                    asm.Compare(keeps, item, Condition.LessOrEqual, best[v]);
                    asm.Select(better, keeps, best[v], item);
                    asm.Select(at, keeps, place[v], index);
                    asm.Compare(keeps, best[v], Condition.NotEqual, best[v]);
                    asm.Select(best[v], keeps, best[v], better);
                    asm.Select(place[v], keeps, place[v], at);
                    asm.Free(keeps);
                }
            }
        }
    }

    // For each output along an axis: bytes to its first tap, what that adds to the index, and how many taps exist.
    private static Mem Table(VectorAssembler asm, AxisWindow window, long step, long count)
    {
        int[] items = new int[window.Out * 3];
        for (int o = 0; o < window.Out; o++)
        {
            var (first, taps) = window.Taps(o);
            (items[3 * o], items[3 * o + 1], items[3 * o + 2]) = (checked((int)(first * step)), (int)(first * count), taps);
        }
        return asm.Table(items);
    }

    private static (AxisWindow Rows, AxisWindow Columns) Windows(KernelProblem problem)
    {
        var spatial = SpatialProblem.Of(problem, problem.Anchored!);
        return (spatial.Rows, spatial.Columns);
    }
}
