using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Backends.Cpu.Kernels.Rows;
using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Kernels.Normalization;

/// <summary>Softmax and its logarithm along an axis that is not innermost in memory, such as the classes of each
/// pixel.</summary>
/// <remarks>
/// <para>Lanes are neighbors along the innermost axes, so that nothing is joined across lanes: for a vector of pixels
/// the maximum over the classes, exponentials and their sum, division (by one reciprocal) or subtraction of the
/// logarithm. As many classes as there are registers for stay there between the passes; of more the exponentials lie in
/// the output.</para>
/// <para>A unit is a part of a row of pixels; a task is some units. What the passes do with NaN and infinities is as in
/// <see cref="SoftmaxKernel"/>.</para>
/// </remarks>
internal sealed class SoftmaxAcross
{
    private const int VectorsOfUnit = 64;
    private const int Turns = 2;

    private static readonly ScalarExpr Logarithm = new([new(ScalarKind.Accumulator), new(ScalarKind.Log, 0)]);

    private readonly KernelProblem _problem;
    private readonly AnchoredForm _fused;
    private readonly bool _isLogarithm;
    private readonly RowSpace _space;
    private readonly long _classes, _xStep, _yStep, _parts, _units, _unitsPerTask;
    private readonly double _seconds;

    /// <summary>Prepares the phase for final layouts.</summary>
    public SoftmaxAcross(KernelProblem problem, AnchoredForm fused, int axis, bool logarithm, CpuTarget target)
    {
        (_problem, _fused, _isLogarithm) = (problem, fused, logarithm);
        TensorLayout x = problem.Inputs[fused.AnchorInputs[0]]!.Layout, y = problem.Outputs[0]!.Layout;
        (_classes, _xStep, _yStep) = (x.Dims[axis], x.Strides[axis] * 4, y.Strides[axis] * 4);
        long[] dims = [.. y.Dims];
        dims[axis] = 1;
        _space = new(dims, Row(x, axis),
            [Of(y, KernelArguments.Of(problem).Output(0)), Of(x, KernelArguments.Input(fused.AnchorInputs[0]))]);
        long vectors = (_space.Length + target.Lanes - 1) / target.Lanes;
        _parts = (vectors + VectorsOfUnit - 1) / VectorsOfUnit;
        _units = _space.Rows * _parts;
        _seconds = Math.Max(20.0 * y.Count / target.Flops, 8.0 * y.Count / target.BytesPerSecond);
        long tasks = Math.Clamp((long)(_seconds / 5e-6), 1, Math.Min(64, _units));
        _unitsPerTask = (_units + tasks - 1) / tasks;

        RowOperand Of(TensorLayout layout, int argument) => new(argument, new(dims, layout.Strides));
    }

    /// <summary>Whether an input lies so that lanes have neighbors beside the axis, half a vector of them at
    /// least.</summary>
    public static bool Suits(TensorLayout x, int axis, CpuTarget target) => Count(x, Row(x, axis)) >= target.Lanes / 2;

    /// <summary>Layouts for a problem whose epilogue reads nothing.</summary>
    public static KernelPlan Plan(KernelProblem problem, AnchoredForm fused, int axis)
    {
        int main = fused.AnchorInputs[0];
        var inputs = problem.Inputs.Select(i => i?.Layout).ToArray();
        if (Row(inputs[main]!, axis).Length == 0)
        {
            int[] others = Array.FindAll(inputs[main]!.Order(), k => k != axis);
            inputs[main] = TensorLayout.InOrder(inputs[main]!.Dims.Span, [.. others[..^1], axis, others[^1]]);
        }
        var y = TensorLayout.InOrder(inputs[main]!.Dims.Span, inputs[main]!.Order());
        return new()
        {
            Inputs = inputs,
            Outputs = [y],
            WritesStrided = RowSpace.StaysDense(y, Row(inputs[main]!, axis)),
            Overwrites = [main],
        };
    }

    /// <summary>The kernel's only phase.</summary>
    public KernelPhase Phase() => new((_units + _unitsPerTask - 1) / _unitsPerTask, _seconds, Emit);

    // The innermost axes, dense among themselves, up to that of the classes; none if the classes are innermost.
    private static int[] Row(TensorLayout x, int axis)
    {
        var row = new List<int>();
        long dense = 1;
        foreach (int k in Enumerable.Range(0, x.Rank).Where(k => x.Dims[k] > 1).OrderBy(k => x.Strides[k]))
        {
            if (k == axis || x.Strides[k] != dense) break;
            row.Insert(0, k);
            dense *= x.Dims[k];
        }
        return [.. row];
    }

    private static long Count(TensorLayout x, int[] axes) => axes.Aggregate(1L, (n, k) => n * x.Dims[k]);

    private void Emit(VectorAssembler asm)
    {
        asm.Free(asm.Argument(3));
        Gpr unit = asm.NewGpr(), end = asm.NewGpr(), index = asm.NewGpr(), t = asm.NewGpr(), left = asm.NewGpr();
        Gpr[] pointers = [asm.NewGpr(), asm.NewGpr()];
        int lanes = asm.Lanes, rest = (int)(_space.Length % lanes);
        Mask? tail = rest == 0 ? null : asm.FirstLanes(rest);
        asm.ForEachTask(task =>
        {
            asm.Mul(unit, task, _unitsPerTask);
            asm.Set(end, _unitsPerTask);
            asm.Add(end, unit);
            asm.Set(t, _units);
            asm.Min(end, end, t);
            var head = asm.NewLabel();
            asm.BindLoop(head);
            Locate(asm, unit, pointers, index, t, left);
            asm.While(left, lanes, () =>
            {
                if (tail is not { } mask)
                {
                    Pixels(asm, pointers, null);
                }
                else
                {
                    Label part = asm.NewLabel(), done = asm.NewLabel();
                    asm.JumpIf(left, Condition.Less, lanes, part);
                    Pixels(asm, pointers, null);
                    asm.Jump(done);
                    asm.Bind(part);
                    Pixels(asm, pointers, mask);
                    asm.Bind(done);
                }
                foreach (var pointer in pointers) asm.Add(pointer, asm.VectorBytes);
            });
            asm.Add(unit, 1);
            asm.JumpIf(unit, Condition.Less, end, head);
        });
        asm.Return();
    }

    // Pointers to the first pixel of a unit, and its pixels.
    private void Locate(VectorAssembler asm, Gpr unit, Gpr[] pointers, Gpr index, Gpr rest, Gpr left)
    {
        asm.DivRem(rest, index, unit, _parts);
        asm.Mul(index, index, (long)VectorsOfUnit * asm.Lanes);
        asm.Set(left, _space.Length);
        asm.Sub(left, index);
        for (int i = 0; i < pointers.Length; i++)
        {
            asm.Load64(pointers[i], VectorAssembler.At(asm.Argument(0), _space.Operands[i].Argument));
            asm.Address(pointers[i], VectorAssembler.At(pointers[i], index, 4));
        }
        asm.Set(index, (long)VectorsOfUnit * asm.Lanes);
        asm.Min(left, left, index);
        for (int k = _space.Dims.Length - 1; k >= 0; k--)
        {
            asm.DivRem(rest, index, rest, _space.Dims[k]);
            for (int i = 0; i < pointers.Length; i++)
            {
                var step = asm.NewGpr();
                asm.Mul(step, index, _space.Strides[i][k] * 4);
                asm.Add(pointers[i], step);
                asm.Free(step);
            }
        }
    }

    // One vector of pixels.
    private void Pixels(VectorAssembler asm, Gpr[] pointers, Mask? mask)
    {
        Vec[] acc = asm.NewVecs(Turns);
        Vec n = asm.NewVec(), p = asm.NewVec(), x = asm.NewVec();
        int after = ScalarEmitter.Temporaries(_fused.Epilogue);
        if (_isLogarithm) after = Math.Max(after, ScalarEmitter.Temporaries(Logarithm));
        int spare = Math.Max(0, after - 2);
        bool isHeld = _classes <= asm.FreeVecs - spare && _classes * Math.Max(_xStep, _yStep) <= int.MaxValue;
        Vec[] held = isHeld ? asm.NewVecs((int)_classes) : [];
        foreach (var a in acc) asm.Broadcast(a, float.NegativeInfinity);
        Each((at, turn, e) =>
        {
            Load(e, at.X);
            asm.Max(acc[turn], acc[turn], e);
        });
        asm.Max(acc[0], acc[0], acc[1]);
        // The largest element stays in the second accumulator until the sum is done.
        asm.Move(acc[1], acc[0]);
        asm.Zero(acc[0]);
        var sums = isHeld ? null : new PartialSums(asm, acc[..1], _classes);
        Each((at, _, e) =>
        {
            if (!isHeld) Load(e, at.X);
            asm.Sub(e, e, acc[1]);
            if (_isLogarithm && !isHeld) Store(at.Y, e);
            if (_isLogarithm && isHeld) asm.Move(x, e);
            ExpEmitter.EmitNegative(asm, _isLogarithm ? x : e, n, p);
            asm.Add(acc[0], acc[0], _isLogarithm ? x : e);
            if (!_isLogarithm && !isHeld) Store(at.Y, e);
        }, sums);
        sums?.End();
        asm.Free(n, p);
        if (_isLogarithm) new ScalarEmitter(asm, Logarithm).Apply(acc[0], (_, _) => { });
        else
        {
            asm.Broadcast(acc[1], 1f);
            asm.Div(acc[0], acc[1], acc[0]);
        }
        var epilogue = new ScalarEmitter(asm, _fused.Epilogue);
        Each((at, _, e) =>
        {
            if (!isHeld) Load(e, at.Y);
            if (_isLogarithm) asm.Sub(e, e, acc[0]);
            else asm.Mul(e, e, acc[0]);
            epilogue.Apply(e, (_, _) => throw new System.Diagnostics.UnreachableException());
            Store(at.Y, e);
        });
        asm.Free(held);
        asm.Free(acc);
        asm.Free(x);

        void Load(Vec d, Mem at)
        {
            if (mask is { } m) asm.Load(d, at, m);
            else asm.Load(d, at);
        }

        void Store(Mem at, Vec a)
        {
            if (mask is { } m) asm.Store(at, a, m);
            else asm.Store(at, a);
        }

        // Runs a body for each class: its places, an accumulator in turn, its register.
        void Each(Action<(Mem X, Mem Y), int, Vec> body, PartialSums? sums = null)
        {
            if (isHeld)
            {
                for (int c = 0; c < held.Length; c++)
                {
                    Mem read = VectorAssembler.At(pointers[1], c * _xStep);
                    Mem written = VectorAssembler.At(pointers[0], c * _yStep);
                    body((read, written), c % Turns, held[c]);
                }
                return;
            }
            Gpr source = asm.NewGpr(), target = asm.NewGpr();
            asm.Move(source, pointers[1]);
            asm.Move(target, pointers[0]);
            if (sums is null) asm.Repeat(_classes, Class);
            else sums.Repeat(_classes, 1, Class);
            asm.Free(source, target);

            void Class()
            {
                body((VectorAssembler.At(source), VectorAssembler.At(target)), 0, x);
                asm.Add(source, _xStep);
                asm.Add(target, _yStep);
            }
        }
    }
}
