using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Kernels.Rows;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Recurrent;

/// <summary>What comes before the first step of a recurrent layer and after the last.</summary>
internal sealed class RecurrentStates(KernelProblem problem, RecurrentForm form)
{
    private readonly KernelArguments _arguments = KernelArguments.Of(problem);

    /// <summary>Brings the initial states into the workspace, zeros if there are none. Where sequences have lengths, looks at these,
    /// and clears what Y has beyond them.</summary>
    public KernelPhase Start(CpuTarget target) => Phase(target, asm =>
    {
        var workspace = asm.NewGpr();
        asm.Load64(workspace, At(asm.Argument(0), _arguments.Workspace));
        var zero = asm.NewGpr();
        asm.Set(zero, 0);
        asm.Store64(At(workspace), zero);
        asm.Free(zero);
        Initialize(asm, workspace, form.Workspace.Hidden, RecurrentForm.InitialHidden);
        if (form.Attributes.Cell == RecurrentCell.Lstm) Initialize(asm, workspace, form.Workspace.Cell, RecurrentForm.InitialCell);
        if (form.HasLengths) Lengths(asm, workspace);
        asm.Free(workspace);
    });

    /// <summary>Copies the last states to the outputs.</summary>
    public KernelPhase End(CpuTarget target) => Phase(target, asm =>
    {
        var workspace = asm.NewGpr();
        asm.Load64(workspace, At(asm.Argument(0), _arguments.Workspace));
        Finish(asm, workspace, form.Workspace.Hidden + form.Steps % 2 * 4 * form.State, 1);
        if (form.Attributes.Cell == RecurrentCell.Lstm) Finish(asm, workspace, form.Workspace.Cell, 2);
        asm.Free(workspace);
    });

    private KernelPhase Phase(CpuTarget target, Action<VectorAssembler> emit) => new(1, 8.0 * form.State / target.BytesPerSecond, asm =>
    {
        asm.ForEachTask(_ => emit(asm));
        asm.Return();
    });

    private void Initialize(VectorAssembler asm, Gpr workspace, long offset, int input)
    {
        bool given = form.Has(input);
        var from = asm.NewGpr();
        if (given) asm.Load64(from, At(asm.Argument(0), KernelArguments.Input(input)));
        var v = asm.NewVec();
        var pass = new RowPass(asm, form.Hidden, turns: 4, unrolled: 8);
        for (int d = 0; d < form.Directions; d++)
        {
            var (direction, sequence) = given ? form.StepsOfState(problem.Inputs[input]!.Layout) : default;
            Rows(asm, workspace, offset + 4 * d * form.Batch * form.Width, from, d * direction, sequence, (state, row) => pass.Run(at =>
            {
                if (given) at.Load(asm, v, row);
                else asm.Zero(v);
                // Whole vectors, so that the units beyond the last are 0.
                asm.Store(at.At(state), v);
            }));
        }
        pass.Release();
        asm.Free(v);
        asm.Free(from);
    }

    private void Finish(VectorAssembler asm, Gpr workspace, long offset, int output)
    {
        if (!form.Wants(output)) return;
        var to = asm.NewGpr();
        asm.Load64(to, At(asm.Argument(0), _arguments.Output(output)));
        var v = asm.NewVec();
        var pass = new RowPass(asm, form.Hidden, turns: 4, unrolled: 8);
        var (direction, sequence) = form.StepsOfState(problem.Outputs[output]!.Layout);
        for (int d = 0; d < form.Directions; d++)
        {
            Rows(asm, workspace, offset + 4 * d * form.Batch * form.Width, to, d * direction, sequence, (state, row) => pass.Run(at =>
            {
                asm.Load(v, at.At(state));
                at.Store(asm, row, v);
            }));
        }
        pass.Release();
        asm.Free(v);
        asm.Free(to);
    }

    // Runs the body with the state of each sequence, and with the row of an operand that belongs to it.
    private void Rows(VectorAssembler asm, Gpr workspace, long offset, Gpr operand, long first, long sequence, Action<Gpr, Gpr> body)
    {
        if (form.Batch == 0) return;
        Gpr state = asm.NewGpr(), row = asm.NewGpr();
        asm.Address(state, At(workspace, offset));
        asm.Address(row, At(operand, first));
        asm.Repeat(form.Batch, () =>
        {
            body(state, row);
            asm.Add(state, 4 * form.Width);
            asm.Add(row, sequence);
        });
        asm.Free(state, row);
    }

    private void Lengths(VectorAssembler asm, Gpr workspace)
    {
        if (form.Batch == 0) return;
        Gpr lengths = asm.NewGpr(), length = asm.NewGpr(), sequence = asm.NewGpr();
        asm.Load64(lengths, At(asm.Argument(0), KernelArguments.Input(RecurrentForm.Lengths)));
        asm.Set(sequence, 0);
        asm.Repeat(form.Batch, () =>
        {
            Label good = asm.NewLabel(), bad = asm.NewLabel(), end = asm.NewLabel();
            asm.Load32(length, At(lengths, sequence, 4));
            asm.JumpIf(length, Condition.Less, 0, bad);
            asm.JumpIf(length, Condition.LessOrEqual, checked((int)form.Steps), good);
            asm.Bind(bad);
            asm.Move(length, sequence);
            asm.Add(length, 1);
            asm.Store64(At(workspace), length);
            asm.Jump(end);
            asm.Bind(good);
            if (form.Wants(0)) Clear(asm, sequence, length);
            asm.Bind(end);
            asm.Add(sequence, 1);
        });
        asm.Free(lengths, length, sequence);
    }

    // Writes zeros to Y from the length of a sequence, which is lost, to the last step.
    private void Clear(VectorAssembler asm, Gpr sequence, Gpr length)
    {
        Gpr y = asm.NewGpr(), offset = asm.NewGpr();
        var steps = form.StepsOfY;
        asm.Load64(y, At(asm.Argument(0), _arguments.Output(0)));
        asm.Mul(offset, sequence, steps.Sequence);
        asm.Add(y, offset);
        asm.Mul(offset, length, steps.Step);
        asm.Add(y, offset);
        asm.Add(length, -form.Steps);
        asm.Set(offset, 0);
        asm.Sub(offset, length);
        var zero = asm.NewVec();
        asm.Zero(zero);
        var pass = new RowPass(asm, form.Hidden, turns: 4, unrolled: 8);
        asm.While(offset, 1, () =>
        {
            for (int d = 0; d < form.Directions; d++)
            {
                asm.Address(length, At(y, d * steps.Direction));
                pass.Run(at => at.Store(asm, length, zero));
            }
            asm.Add(y, steps.Step);
        });
        pass.Release();
        asm.Free(zero);
        asm.Free(y, offset);
    }
}
