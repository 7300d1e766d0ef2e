using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Backends.Cpu.Kernels.Movement;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>Convolution of few planes by lanes of columns.</summary>
/// <remarks>
/// <para>Phase 1 copies the input into the workspace with zeros for the padding:
/// <c>[image][channel][row][step][column]</c>, where a row is split into as many lines as the step between outputs is
/// wide, so that the elements under a tap are adjacent for adjacent outputs.</para>
/// <para>Phase 2: a task is a part of a row of outputs for a block of filters. Some vectors of outputs for all filters
/// of the block are accumulators; for each tap the vectors of the input are loaded once, and each filter's weight is
/// spread over a register: 4 filters × 6 vectors with 31 registers take 10 loads for 24 multiply-adds. Taps of a row
/// repeat their lines after a few, so a long row is a loop.</para>
/// <para>Constants: for each block of filters the biases, then the weights tap by tap (channel, row, column), those of
/// the block beside each other; filters beyond the last are 0 and not stored.</para>
/// </remarks>
internal sealed class PlaneConv
{
    private const int PartVectors = 32;
    private const int MostVectors = 8;
    private const int UnrolledTaps = 16;

    private readonly SpatialProblem _problem;
    private readonly CpuTarget _target;
    private readonly AxisWindow _rows, _columns;
    private readonly long _filters, _block, _blocks, _channels, _taps, _lineElements, _lineRows, _part, _parts;

    /// <summary>Cuts the problem.</summary>
    public PlaneConv(SpatialProblem problem, CpuTarget target)
    {
        (_problem, _target, _rows, _columns) = (problem, target, problem.Rows, problem.Columns);
        (_channels, _filters) = (problem.Input.Dims[1], problem.Channels);
        _block = BlockOf(_filters, target);
        _blocks = (_filters + _block - 1) / _block;
        _taps = _channels * _rows.Kernel * _columns.Kernel;
        long last = (_columns.Kernel - 1) * _columns.Dilation / _columns.Stride;
        _lineElements = (Math.Max(_columns.Out, target.Lanes) + last + target.Lanes) / target.Lanes * target.Lanes;
        _lineRows = (_rows.Out - 1) * _rows.Stride + (_rows.Kernel - 1) * _rows.Dilation + 1;
        // Parts are of equal length, so the last one may overlap the one before it.
        long most = (long)PartVectors * target.Lanes;
        _parts = Math.Max(1, (_columns.Out + most - 1) / most);
        long even = (_columns.Out + _parts - 1) / _parts;
        _part = Math.Min(_columns.Out, (even + target.Lanes - 1) / target.Lanes * target.Lanes);
    }

    /// <summary>Bytes of the padded input.</summary>
    public long WorkspaceBytes => _problem.Output.Count == 0 ? 0 : _problem.Batch * PlaneBytes * _channels;

    /// <summary>Filters that are computed together.</summary>
    public static int BlockOf(long filters, CpuTarget target) => (int)Math.Clamp(filters, 1, target.Vecs > 16 ? 4 : 2);

    private long RowBytes => _columns.Stride * _lineElements * 4;

    private long PlaneBytes => _lineRows * RowBytes;

    /// <summary>The phases of the kernel.</summary>
    public IReadOnlyList<KernelPhase> Phases()
    {
        if (_problem.Output.Count == 0) return [];
        double copied = 2.0 * WorkspaceBytes * (_columns.Stride > 1 ? 4 : 1) / _target.BytesPerSecond;
        double seconds = _problem.Output.Count * (2.4 * _taps / _target.Flops + 4.0 / _target.BytesPerSecond);
        return
        [
            new(_problem.Batch * _channels * _lineRows, copied, Copy),
            new(_problem.Batch * _blocks * _rows.Out * _parts, seconds, Multiply),
        ];
    }

    // ---- the padded input

    private void Copy(VectorAssembler assembler)
    {
        var args = KernelArguments.Of(_problem.Problem);
        TaskLoop.Emit(assembler, (asm, loop, task) =>
        {
            Gpr to = asm.NewGpr(), from = asm.NewGpr(), row = asm.NewGpr(), channel = asm.NewGpr();
            loop.Argument(to, args.Workspace);
            loop.AddMultiple(to, task, RowBytes);
            asm.DivRem(task, row, task, _lineRows);
            asm.DivRem(task, channel, task, _channels);
            Fill(asm, to);
            loop.Argument(from, KernelArguments.Input(_problem.Node.AnchorInputs[0]));
            loop.AddMultiple(from, task, _problem.Source.N);
            loop.AddMultiple(from, channel, _problem.Source.C);
            var done = asm.NewLabel();
            asm.Add(row, -_rows.PadBegin);
            asm.JumpIf(row, Condition.Less, 0, done);
            asm.JumpIf(row, Condition.GreaterOrEqual, checked((int)_rows.In), done);
            loop.AddMultiple(from, row, _problem.Source.H);
            for (long step = 0; step < _columns.Stride; step++) CopyLine(asm, from, to, step);
            asm.Bind(done);
            asm.Free(task, to, from, row, channel);
        });
    }

    private void Fill(VectorAssembler asm, Gpr to)
    {
        Vec zero = asm.NewVec();
        Gpr at = asm.NewGpr();
        asm.Zero(zero);
        asm.Move(at, to);
        asm.Repeat(RowBytes / asm.VectorBytes, () =>
        {
            asm.Store(VectorAssembler.At(at), zero);
            asm.Add(at, asm.VectorBytes);
        });
        asm.Free(zero);
        asm.Free(at);
    }

    // Every Stride-th element of a row, from the one under tap `step` of the first output on.
    private void CopyLine(VectorAssembler asm, Gpr from, Gpr to, long step)
    {
        long stride = _columns.Stride, pad = _columns.PadBegin;
        long first = step >= pad ? 0 : (pad - step + stride - 1) / stride, source = first * stride + step - pad;
        long count = Math.Min(_lineElements - first, (_columns.In - source + stride - 1) / stride);
        if (count <= 0 || source >= _columns.In) return;
        long target = (step * _lineElements + first) * 4;
        if (stride == 1)
        {
            RowCopy.Copy(asm, VectorAssembler.At(from, source * 4), VectorAssembler.At(to, target), count * 4);
            return;
        }
        Gpr read = asm.NewGpr(), written = asm.NewGpr(), t = asm.NewGpr();
        asm.Address(read, VectorAssembler.At(from, source * 4));
        asm.Address(written, VectorAssembler.At(to, target));
        Elements(4, count / 4);
        Elements(1, count % 4);
        asm.Free(read, written, t);

        void Elements(int together, long times) => asm.Repeat(times, () =>
        {
            for (int i = 0; i < together; i++)
            {
                asm.Load32(t, VectorAssembler.At(read, i * stride * 4));
                asm.Store32(VectorAssembler.At(written, i * 4), t);
            }
            asm.Add(read, together * stride * 4);
            asm.Add(written, together * 4);
        });
    }

    // ---- products

    private void Multiply(VectorAssembler assembler)
    {
        var args = KernelArguments.Of(_problem.Problem);
        var operands = new PlaneOperands(assembler, _problem.Problem, _problem.Node);
        TaskLoop.Emit(assembler, (asm, loop, task) =>
        {
            var place = new PlaneRow(task, asm.NewGpr(), asm.NewGpr(), asm.NewGpr());
            Gpr source = asm.NewGpr(), weights = asm.NewGpr(), output = asm.NewGpr();
            Gpr column = asm.NewGpr(), t = asm.NewGpr();
            asm.DivRem(task, column, task, _parts);
            asm.DivRem(task, place.Row, task, _rows.Out);
            asm.DivRem(task, place.Channel, task, _blocks);
            asm.Mul(column, column, _part);
            asm.Set(t, _columns.Out - _part);
            asm.Min(column, column, t);
            loop.Argument(source, args.Workspace);
            loop.AddMultiple(source, task, _channels * PlaneBytes);
            loop.AddMultiple(source, place.Row, _rows.Stride * RowBytes);
            loop.AddMultiple(source, column, 4);
            loop.Argument(weights, args.Packed(0));
            loop.AddMultiple(weights, place.Channel, (1 + _taps) * _block * 4);
            Mem block = asm.NewSlot();
            asm.Store64(block, place.Channel);
            asm.Mul(place.Channel, place.Channel, _block);
            asm.Set(place.Plane, 0);
            loop.Argument(output, args.Output(0));
            place.AddTo(loop, output, _problem.Target);
            loop.AddMultiple(output, column, 4);
            operands.Begin(loop, place, column);
            place.Release(asm);
            asm.Free(column);
            int rest = (int)(_filters % _block);
            if (rest == 0) Tiles(asm, operands, (source, weights, output), (int)_block);
            else
            {
                Label last = asm.NewLabel(), done = asm.NewLabel();
                asm.Load64(t, block);
                asm.JumpIf(t, Condition.Equal, checked((int)_blocks - 1), last);
                Tiles(asm, operands, (source, weights, output), (int)_block);
                asm.Jump(done);
                asm.Bind(last);
                Tiles(asm, operands, (source, weights, output), rest);
                asm.Bind(done);
            }
            asm.Free(t, source, weights, output);
        });
    }

    private void Tiles(VectorAssembler asm, PlaneOperands operands, (Gpr Source, Gpr Weights, Gpr Output) at,
        int filters)
    {
        // Where masks are vector registers, one is for a short row.
        int free = asm.FreeVecs - (_part < asm.Lanes ? 1 : 0);
        int temporaries = ScalarEmitter.Temporaries(_problem.Node.Epilogue);
        int most = Math.Clamp(Math.Min((free - 1) / (filters + 1), (free - temporaries) / filters), 1, MostVectors);
        var emitter = new ScalarEmitter(asm, _problem.Node.Epilogue);
        PlaneRow.Along(asm, _part, most, (column, places, mask) =>
        {
            Vec[] sums = asm.NewVecs(filters * places.Length);
            for (int i = 0; i < sums.Length; i++)
            {
                var (filter, vector) = Math.DivRem(i, places.Length);
                if (vector == 0) asm.Broadcast(sums[i], VectorAssembler.At(at.Weights, filter * 4));
                else asm.Move(sums[i], sums[i - 1]);
            }
            Taps(asm, at.Source, at.Weights, column, places, sums);
            emitter.Apply(sums, (d, i, input) =>
            {
                var (filter, vector) = Math.DivRem(i, places.Length);
                operands.Load(d, input, (column, places[vector]), filter, mask);
            }, i =>
            {
                var (filter, vector) = Math.DivRem(i, places.Length);
                var to = PlaneRow.At(at.Output, column, filter * _problem.Target.C + places[vector]);
                if (mask is { } m) asm.Store(to, sums[i], m);
                else asm.Store(to, sums[i]);
                asm.Free(sums[i]);
            });
        });
    }

    private void Taps(VectorAssembler asm, Gpr source, Gpr first, Gpr? column, long[] places, Vec[] sums)
    {
        Gpr row = asm.NewGpr(), at = asm.NewGpr(), weights = asm.NewGpr();
        Vec[] inputs = asm.NewVecs(places.Length);
        var weight = asm.NewVec();
        asm.Move(row, source);
        asm.Address(weights, VectorAssembler.At(first, _block * 4));
        asm.Repeat(_channels, () =>
        {
            asm.Repeat(_rows.Kernel, () =>
            {
                asm.Move(at, row);
                Row();
                asm.Add(row, _rows.Dilation * RowBytes);
            });
            asm.Add(row, PlaneBytes - _rows.Kernel * _rows.Dilation * RowBytes);
        });
        asm.Free(row, at, weights);
        asm.Free(inputs);
        asm.Free(weight);

        // After a period the lines come again, some elements further on.
        void Row()
        {
            long taps = _columns.Kernel, period = _columns.Stride / Divisor(_columns.Stride, _columns.Dilation);
            long turn = taps <= UnrolledTaps ? taps : Math.Max(1, UnrolledTaps / 2 / period) * period;
            asm.Repeat(taps / turn, () => Some(turn));
            if (taps % turn > 0) Some(taps % turn);
        }

        void Some(long count)
        {
            for (long k = 0; k < count; k++)
            {
                var (element, line) = Math.DivRem(k * _columns.Dilation, _columns.Stride);
                long offset = (line * _lineElements + element) * 4;
                for (int v = 0; v < inputs.Length; v++)
                    asm.Load(inputs[v], PlaneRow.At(at, column, offset + places[v]));
                for (int f = 0; f < sums.Length / inputs.Length; f++)
                {
                    asm.Broadcast(weight, VectorAssembler.At(weights, (k * _block + f) * 4));
                    for (int v = 0; v < inputs.Length; v++) asm.Fma(sums[f * inputs.Length + v], inputs[v], weight);
                }
            }
            asm.Add(at, count * _columns.Dilation / _columns.Stride * 4);
            asm.Add(weights, count * _block * 4);
        }
    }

    private static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);
}
