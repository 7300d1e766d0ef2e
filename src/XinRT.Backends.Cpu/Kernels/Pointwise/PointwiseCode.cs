using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Backends.Cpu.Kernels.Contraction;
using XinRT.Fusion;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Pointwise;

/// <summary>The loops of element-wise kernels for final layouts.</summary>
/// <remarks>
/// <para>Axes go from outermost to innermost as they lie in the output; neighbours that all tensors cross evenly are joined. The
/// innermost one is a row: lanes are neighbours in the output, and in each operand neighbours or the same element, which is then
/// spread by the load. A row is unrolled, with a loop if it is long, and ends in a masked vector. It may consist of
/// pieces, each with an expression of its own, which are written from the first to the last.</para>
/// <para>A task is a part of a long row or a group of short ones, about 32 KB of output. It finds its first row by divisions; from
/// row to row pointers move by constant steps, while counters of the axes within the outermost lie on the stack.</para>
/// <para>Registers: a pointer for each tensor, one offset that all share within a row, the row count. Of vectors one row step needs
/// the result and what <see cref="ScalarEmitter"/> asks for.</para>
/// </remarks>
internal sealed class PointwiseCode
{
    private const long TaskElements = 8192;
    private const int FullyUnrolled = 8;

    private readonly KernelArguments _arguments;
    private readonly long _first;
    private readonly int[] _operands;
    private readonly (long At, long Length, ScalarExpr Expression)[] _pieces;
    private readonly List<(long Count, long[] Steps)> _outer;
    private readonly long[] _lanes;
    private readonly long _row;
    private readonly long _rows;
    private readonly long _part;
    private readonly long _group;

    /// <summary>Computes one expression.</summary>
    /// <param name="problem">The kernel's problem.</param>
    /// <param name="expression">What is computed.</param>
    /// <param name="output">The part of the output that it fills.</param>
    /// <param name="first">Where that begins in the output, in elements.</param>
    /// <param name="target">The processor.</param>
    public PointwiseCode(
        KernelProblem problem, ScalarExpr expression, TensorLayout output, long first, CpuTarget target)
        : this(problem, [new Segment(0, expression)], output, first, -1, target)
    {
    }

    /// <summary>Computes pieces that follow each other along the innermost axis of the output.</summary>
    public PointwiseCode(KernelProblem problem, SegmentsForm form, CpuTarget target)
        : this(problem, form.Segments, problem.Outputs[0]!.Layout, 0, form.Axis, target)
    {
    }

    // Divides the work into tasks. An axis that consists of pieces is not joined with others.
    private PointwiseCode(KernelProblem problem, ValueArray<Segment> pieces, TensorLayout output, long first, int apart, CpuTarget target)
    {
        (_arguments, _first) = (KernelArguments.Of(problem), first);
        _operands = Arrays.DistinctAscending(pieces.SelectMany(p => p.Expression.Operands));
        var axes = new LoopAxes();
        foreach (int k in output.Order())
            if (k != apart) axes.Add(output.Dims[k], Steps(k));
        _outer = [.. axes.Axes];
        if (apart >= 0)
        {
            (_row, _lanes) = (output.Dims[apart], Steps(apart));
        }
        else
        {
            // An output whose elements are apart is written one by one.
            bool isDense = _outer.Count > 0 && _outer[^1].Steps[0] == 1 && _outer[^1].Steps.All(s => s is 0 or 1);
            (_row, _lanes) = isDense ? _outer[^1] : (1, [1, .. new long[_operands.Length]]);
            if (isDense) _outer.RemoveAt(_outer.Count - 1);
        }
        long at = 0;
        _pieces = [.. pieces.Select(p => (at, apart < 0 ? _row : p.Length, p.Expression))];
        for (int i = 1; i < _pieces.Length; i++) _pieces[i].At = at += _pieces[i - 1].Length;

        _rows = _outer.Aggregate(1L, (n, a) => n * a.Count);
        long step = target.Lanes * 4;
        // Parts of a long row are equal but for the last, and whole vectors.
        long parts = apart >= 0 ? 1 : Math.Max(1, (_row + TaskElements / 2) / TaskElements);
        _part = parts == 1 ? _row : ((_row + parts - 1) / parts + step - 1) / step * step;
        _group = parts > 1 ? 1 : Math.Max(1, Math.Min(_rows, TaskElements / Math.Max(1, _row)));
        Tasks = output.Count == 0 ? 0 : parts > 1 ? _rows * Parts : (_rows + _group - 1) / _group;
        double work = _pieces.Sum(p => (double)((p.Length + target.Lanes - 1) / target.Lanes) * Work(p.Expression));
        Seconds = Math.Max(output.Count * 4.0 * (1 + _operands.Length) / target.BytesPerSecond, _rows * work / 6e9);

        long[] Steps(int k) =>
            [output.Strides[k], .. _operands.Select(i => Step(problem.Inputs[i]!.Layout, k - output.Rank))];
    }

    /// <summary>Longest row that may consist of pieces; tasks are whole rows.</summary>
    public const long LongestRow = TaskElements;

    /// <summary>Tensors that may be read: each has a pointer.</summary>
    public const int MaxOperands = 6;

    /// <summary>Number of tasks.</summary>
    public long Tasks { get; }

    /// <summary>Estimated time on one worker.</summary>
    public double Seconds { get; }

    private long Parts => (_row + _part - 1) / _part;

    /// <summary>Writes the code.</summary>
    public void Emit(VectorAssembler asm)
    {
        var arguments = asm.Argument(0);
        asm.Free(asm.Argument(3));
        Gpr[] pointers = Arrays.Make(_operands.Length + 1, _ => asm.NewGpr());
        Gpr index = asm.NewGpr(), place = asm.NewGpr(), rows = asm.NewGpr();
        var counters = _outer.Skip(1).Select(_ => asm.NewSlot()).ToArray();
        Mem? part = Parts > 1 ? asm.NewSlot() : null;
        asm.ForEachTask(task =>
        {
            for (int i = 0; i < pointers.Length; i++)
                asm.Load64(pointers[i], At(arguments, i == 0 ? _arguments.Output(0) : KernelArguments.Input(_operands[i - 1])));
            if (_first != 0) asm.Add(pointers[0], _first * sizeof(float));
            if (part is { } slot)
            {
                asm.DivRem(rows, index, task, Parts);
                asm.Store64(slot, index);
                Enter(asm, pointers, rows, place, index, counters);
                asm.Load64(index, slot);
                EmitPart(asm, pointers, index, place);
                return;
            }
            asm.Mul(rows, task, _group);
            Enter(asm, pointers, rows, place, index, counters);
            EmitGroup(asm, pointers, rows, index, place, counters);
        });
        asm.Return();
    }

    private static long Step(TensorLayout layout, int fromEnd)
    {
        int k = layout.Rank + fromEnd;
        return k < 0 || layout.Dims[k] == 1 ? 0 : layout.Strides[k];
    }

    // Vector operations, roughly: functions are a dozen or two.
    private static double Work(ScalarExpr expression) => 2 + expression.Terms.Sum(t => t.Kind switch
    {
        ScalarKind.Exp or ScalarKind.Tanh or ScalarKind.Sigmoid or ScalarKind.Sin or ScalarKind.Cos => 16,
        ScalarKind.Erf or ScalarKind.Log or ScalarKind.Log1p => 30,
        ScalarKind.Pow => 60,
        ScalarKind.Div or ScalarKind.Reciprocal or ScalarKind.Sqrt => 8,
        _ => 1,
    });

    // ---- from row to row

    // Pointers and counters of the row whose number is given, which is lost.
    private void Enter(VectorAssembler asm, Gpr[] pointers, Gpr row, Gpr place, Gpr product, Mem[] counters)
    {
        for (int axis = _outer.Count - 1; axis >= 0; axis--)
        {
            if (axis > 0)
            {
                asm.DivRem(row, place, row, _outer[axis].Count);
                asm.Store64(counters[axis - 1], place);
            }
            for (int i = 0; i < pointers.Length; i++)
            {
                if (_outer[axis].Steps[i] == 0) continue;
                asm.Mul(product, axis > 0 ? place : row, _outer[axis].Steps[i] * sizeof(float));
                asm.Add(pointers[i], product);
            }
        }
    }

    private void Advance(VectorAssembler asm, Gpr[] pointers, Gpr place, Mem[] counters)
    {
        var end = asm.NewLabel();
        for (int axis = _outer.Count - 1; axis >= 0; axis--)
        {
            for (int i = 0; i < pointers.Length; i++)
            {
                // One on along this axis, and back to the beginning of the one within.
                long step = _outer[axis].Steps[i] - (axis == _outer.Count - 1 ? 0 : _outer[axis + 1].Count * _outer[axis + 1].Steps[i]);
                if (step != 0) asm.Add(pointers[i], step * sizeof(float));
            }
            if (axis == 0) break;
            asm.Load64(place, counters[axis - 1]);
            asm.Add(place, 1);
            asm.Store64(counters[axis - 1], place);
            asm.JumpIf(place, Condition.Less, checked((int)_outer[axis].Count), end);
            asm.Set(place, 0);
            asm.Store64(counters[axis - 1], place);
        }
        asm.Bind(end);
    }

    private void EmitGroup(VectorAssembler asm, Gpr[] pointers, Gpr rows, Gpr offset, Gpr place, Mem[] counters)
    {
        if (_group == 1 || _rows == 1)
        {
            EmitRow(asm, pointers, offset);
            return;
        }
        // The last task has what is left.
        asm.Mul(rows, asm.Argument(1), -_group);
        asm.Add(rows, _rows);
        asm.Set(place, _group);
        asm.Min(rows, rows, place);
        asm.While(rows, 1, () =>
        {
            EmitRow(asm, pointers, offset);
            Advance(asm, pointers, place, counters);
        });
    }

    // ---- within a row

    private void EmitPart(VectorAssembler asm, Gpr[] pointers, Gpr part, Gpr offset)
    {
        Label last = asm.NewLabel(), end = asm.NewLabel();
        asm.Mul(offset, part, _part * sizeof(float));
        for (int i = 0; i < pointers.Length; i++)
            if (_lanes[i] != 0) asm.Add(pointers[i], offset);
        asm.JumpIf(part, Condition.Equal, checked((int)(Parts - 1)), last);
        EmitPiece(asm, pointers, offset, _pieces[0] with { Length = _part });
        asm.Jump(end);
        asm.Bind(last);
        EmitPiece(asm, pointers, offset, _pieces[0] with { Length = _row - (Parts - 1) * _part });
        asm.Bind(end);
    }

    private void EmitRow(VectorAssembler asm, Gpr[] pointers, Gpr offset)
    {
        foreach (var piece in _pieces) EmitPiece(asm, pointers, offset, piece);
    }

    private void EmitPiece(VectorAssembler asm, Gpr[] pointers, Gpr offset, (long At, long Length, ScalarExpr) piece)
    {
        int lanes = asm.Lanes;
        long vectors = piece.Length / lanes, done = 0;
        if (vectors > FullyUnrolled)
        {
            const int unroll = ScalarEmitter.Together;
            var head = asm.NewLabel();
            done = vectors / unroll * unroll;
            asm.Set(offset, 0);
            asm.BindLoop(head);
            EmitVectors(asm, pointers, offset, piece, 0, unroll, null);
            asm.Add(offset, unroll * asm.VectorBytes);
            asm.JumpIf(offset, Condition.Less, checked((int)(done * asm.VectorBytes)), head);
        }
        if (done < vectors) EmitVectors(asm, pointers, null, piece, done * lanes, (int)(vectors - done), null);
        if (piece.Length % lanes == 0) return;
        // Masked stores are slow: of pieces the last overlaps itself, and others write where the next one will.
        bool isPiece = _pieces.Length > 1;
        if (isPiece && piece.At + piece.Length == _row && vectors > 0)
        {
            EmitVectors(asm, pointers, null, piece, piece.Length - lanes, 1, null);
            return;
        }
        var mask = asm.FirstLanes((int)(piece.Length % lanes));
        bool fits = isPiece && piece.At + (vectors + 1) * lanes <= _row;
        EmitVectors(asm, pointers, null, piece, vectors * lanes, 1, mask, storesAll: fits);
        asm.Free(mask);
    }

    // Vectors that follow each other; a mask is for a single one.
    private void EmitVectors(VectorAssembler asm, Gpr[] pointers, Gpr? offset,
        (long At, long Length, ScalarExpr Expression) piece, long first, int count, Mask? mask, bool storesAll = false)
    {
        var emitter = new ScalarEmitter(asm, piece.Expression);
        for (int done = 0; done < count; done += ScalarEmitter.Together)
        {
            int from = done;
            Vec[] results = asm.NewVecs(Math.Min(ScalarEmitter.Together, count - done));
            emitter.Apply(results, (d, vector, input) =>
            {
                int i = Array.IndexOf(_operands, input) + 1;
                if (_lanes[i] == 0) asm.Broadcast(d, At(pointers[i]));
                else if (mask is { } some) asm.Load(d, Place(i, from + vector), some);
                else asm.Load(d, Place(i, from + vector));
            }, vector =>
            {
                if (mask is { } m && !storesAll) asm.Store(Place(0, from + vector), results[vector], m);
                else asm.Store(Place(0, from + vector), results[vector]);
                asm.Free(results[vector]);
            });
        }

        Mem Place(int i, int vector)
        {
            // Operands of a piece begin with it.
            long bytes = (first + (i == 0 ? piece.At : 0)) * sizeof(float) + vector * asm.VectorBytes;
            return offset is { } o ? At(pointers[i], o, 1, bytes) : At(pointers[i], bytes);
        }
    }
}
