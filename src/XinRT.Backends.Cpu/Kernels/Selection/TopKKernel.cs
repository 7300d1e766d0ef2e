using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Backends.Cpu.Kernels.Movement;
using XinRT.Ops;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Selection;

/// <summary>The k best elements along an axis and their places, best first, earlier ones first among equals.</summary>
/// <remarks>
/// <para>The axis is innermost. Elements become integer keys (<see cref="SortKeyEmitter"/>), and key and place one
/// number of 64 bits.</para>
/// <para>Few of many: the best so far are a sorted list in the worker's scratch memory. A vector of keys is held
/// against the worst of them at once; lanes that are better are put in their place one by one, which is seldom. The
/// place is inverted in the number, so that of equal elements the earlier one is larger.</para>
/// <para>Otherwise: <see cref="TopSelection"/>.</para>
/// </remarks>
internal sealed class TopKKernel : KernelGenerator
{
    private const int Few = 32;
    private const long Word = 1L << 32;

    /// <inheritdoc/>
    public override string Name => "top-k";

    /// <inheritdoc/>
    public override Refusal? WhyNot(KernelProblem problem, CpuTarget target)
    {
        if (problem.Node.Op is not TopKOp) return Refusal.OtherOperator;
        if (problem.Inputs[0] is not { } x || (problem.Outputs[0] ?? problem.Outputs[1]) is not { } y) return "an operand is missing";
        if (x.DType != DType.F32) return "only float32 is compared";
        if (problem.Inputs[1] is not { Steering: { } k }) return "k must be constant";
        if (k.ToInt64s() is not [var count] || count != y.Layout.Dims[Axis(problem)] || count > x.Layout.Dims[Axis(problem)]) return "k is not a size of the axis";
        return x.Layout.Dims[Axis(problem)] > 1 << 24 ? "the axis is too long" : null;
    }

    /// <inheritdoc/>
    public override KernelPlan Plan(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        int axis = Axis(problem);
        var x = problem.Inputs[0]!.Layout;
        int[] order = [.. x.Order().Where(k => k != axis), axis];
        var wanted = x.Dims[axis] == 1 || x.Strides[axis] == 1 ? x : TensorLayout.InOrder(x.Dims.Span, order);
        return new()
        {
            Inputs = [wanted, null],
            Outputs = [.. problem.Outputs.Select(y => y is null ? null : TensorLayout.InOrder(y.Layout.Dims.Span, order))],
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelPhase> Emit(KernelProblem problem, Tactic tactic, CpuTarget target)
    {
        int axis = Axis(problem);
        var x = problem.Inputs[0]!.Layout;
        var arguments = KernelArguments.Of(problem);
        var outputs = Enumerable.Range(0, problem.Outputs.Count).Where(i => problem.Outputs[i] is not null).ToArray();
        long size = x.Dims[axis], k = problem.Outputs[outputs[0]]!.Layout.Dims[axis];
        if (k == 0 || x.Count == 0) return [new(0, 0, asm => asm.Return())];
        var axes = x.Order().Where(a => a != axis).Select(a => new LoopAxis(x.Dims[a],
            (long[])[4 * x.Strides[a], .. outputs.Select(o => (o == 0 ? 4 : 8) * problem.Outputs[o]!.Layout.Strides[a])]));
        bool isFew = k <= Few && 4 * k <= size;
        // A row that is sorted takes long, and registers: each is a task.
        var nest = new LoopNest(LoopNest.Collapse(axes), [], 4 * size, isFew ? 16 << 10 : 1, 1);
        double seconds = isFew ? x.Count * 1.5e-9 : x.Count * 1e-9 + x.Count / size * k * 8e-9;
        bool largest = problem.Node.Op is TopKOp { Largest: true };
        return [new(nest.Tasks, seconds, isFew ? Listed : Selected)
        {
            // The list and a vector of keys.
            ScratchBytes = isFew ? 8 * Few + 64 : TopSelection.ScratchBytes(size),
        }];

        void Listed(VectorAssembler asm)
        {
            var limit = asm.NewSlot();
            asm.ForEachTask(task =>
            {
                Gpr[] pointers = Arrays.Make(outputs.Length + 1, _ => asm.NewGpr());
                asm.Load64(pointers[0], At(asm.Argument(0), KernelArguments.Input(0)));
                for (int i = 0; i < outputs.Length; i++)
                    asm.Load64(pointers[i + 1], At(asm.Argument(0), arguments.Output(outputs[i])));
                nest.Emit(asm, task, pointers, 1, offsets =>
                {
                    var row = new RowOfTopK(asm, largest, size, k, At(pointers[0], offsets[0]));
                    row.List(limit);
                    for (int i = 0; i < outputs.Length; i++)
                        row.Store(outputs[i] == 0, At(pointers[i + 1], offsets[i + 1]));
                });
                asm.Free(pointers);
            });
            asm.Return();
        }

        void Selected(VectorAssembler asm)
        {
            var row = new TopSelection(asm, largest);
            var block = asm.NewSlot();
            asm.Store64(block, asm.Argument(0));
            asm.Store64(row.Scratch, asm.Argument(3));
            asm.Set(asm.Argument(0), size);
            asm.Store64(row.Size, asm.Argument(0));
            asm.Set(asm.Argument(0), k);
            asm.Store64(row.Wanted, asm.Argument(0));
            asm.Free(asm.Argument(0), asm.Argument(3));
            asm.ForEachTask(task =>
            {
                Gpr[] pointers = Arrays.Make(outputs.Length + 1, _ => asm.NewGpr());
                for (int i = 0; i < pointers.Length; i++)
                {
                    asm.Load64(pointers[i], block);
                    int place = i == 0 ? KernelArguments.Input(0) : arguments.Output(outputs[i - 1]);
                    asm.Load64(pointers[i], At(pointers[i], place));
                }
                nest.Emit(asm, task, pointers, 1, offsets =>
                {
                    asm.Store64(row.Source, pointers[0]);
                    row.Emit();
                    for (int i = 0; i < outputs.Length; i++)
                        row.Store(At(pointers[i + 1], offsets[i + 1]), outputs[i] == 0);
                });
                asm.Free(pointers);
            });
            asm.Return();
        }
    }

    private static int Axis(KernelProblem problem)
    {
        long axis = ((TopKOp)problem.Node.Op).Axis;
        return (int)(axis < 0 ? axis + problem.Inputs[0]!.Layout.Rank : axis);
    }

    // One row; the scratch memory is the fourth parameter.
    private sealed class RowOfTopK(VectorAssembler asm, bool largest, long size, long k, Mem source)
    {
        private readonly Gpr _scratch = asm.Argument(3);
        private readonly SortKeyEmitter _keys = new(asm, largest, nanWins: largest);

        // The best numbers, at the beginning of the scratch memory.
        public void List(Mem limit)
        {
            long vector = 8 * Few;
            Gpr value = asm.NewGpr(), index = asm.NewGpr();
            Vec x = asm.NewVec(), worst = asm.NewVec();
            asm.Set(value, long.MinValue);
            for (int i = 0; i < k; i++) asm.Store64(At(_scratch, 8 * i), value);
            asm.Broadcast(worst, int.MinValue);
            asm.Set(index, 0);
            asm.Repeat(size / asm.Lanes, () => Vector(asm.Lanes));
            if (size % asm.Lanes > 0) Vector((int)(size % asm.Lanes));
            asm.Free(value, index);
            asm.Free(x, worst);

            void Vector(int count)
            {
                Label next = asm.NewLabel(), lane = asm.NewLabel(), skip = asm.NewLabel(), none = asm.NewLabel();
                TypedLanes.Access(asm, x, source with { Index = index, Scale = 4 }, DType.F32, count, isStore: false);
                _keys.Emit(x);
                var better = asm.NewMask();
                asm.CompareI(better, x, Condition.Greater, worst);
                asm.MaskBits(value, better);
                asm.Free(better);
                asm.JumpIf(value, Condition.Equal, 0, none);
                asm.Store(At(_scratch, vector), x);
                Gpr place = asm.NewGpr(), key = asm.NewGpr();
                asm.Move(place, index);
                asm.Add(place, count);
                asm.Store64(limit, place);
                asm.Address(place, At(_scratch, vector));
                asm.Bind(lane);
                asm.Load32(key, At(place));
                asm.Set(value, Word);
                asm.Mul(key, value);
                asm.Add(key, value);
                asm.Add(key, -1);
                asm.Sub(key, index);
                asm.Load64(value, At(_scratch, 8 * (k - 1)));
                asm.JumpIf(key, Condition.Less, value, skip);
                Insert(key, value);
                asm.Bind(skip);
                asm.Add(place, 4);
                asm.Add(index, 1);
                asm.Load64(value, limit);
                asm.JumpIf(index, Condition.Less, value, lane);
                asm.Broadcast(worst, At(_scratch, 8 * (k - 1) + 4));
                asm.Jump(next);
                asm.Free(place, key);
                asm.Bind(none);
                asm.Add(index, count);
                asm.Bind(next);
            }
        }

        // Puts the number where it belongs; worse ones move on by one.
        private void Insert(Gpr key, Gpr value)
        {
            Label shift = asm.NewLabel(), found = asm.NewLabel();
            var to = asm.NewGpr();
            asm.Address(to, At(_scratch, 8 * (k - 1)));
            asm.Bind(shift);
            asm.JumpIf(to, Condition.Equal, _scratch, found);
            asm.Load64(value, At(to, -8));
            asm.JumpIf(value, Condition.GreaterOrEqual, key, found);
            asm.Store64(At(to), value);
            asm.Add(to, -8);
            asm.Jump(shift);
            asm.Bind(found);
            asm.Store64(At(to), key);
            asm.Free(to);
        }

        // Values or places of the best; places are inverted.
        public void Store(bool values, Mem result)
        {
            Gpr at = asm.NewGpr(), to = asm.NewGpr(), index = asm.NewGpr();
            asm.Move(at, _scratch);
            asm.Address(to, result);
            asm.Repeat(k, () =>
            {
                asm.Load32(index, At(at));
                asm.Mul(index, index, -1);
                asm.Add(index, -1);
                if (values)
                {
                    asm.Load32(index, source with { Index = index, Scale = 4 });
                    asm.Store32(At(to), index);
                }
                else
                {
                    asm.Store64(At(to), index);
                }
                asm.Add(at, 8);
                asm.Add(to, values ? 4 : 8);
            });
            asm.Free(at, to, index);
        }
    }
}
