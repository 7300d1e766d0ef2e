using XinRT.Backends.Cpu.Asm;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Emits code that brings a panel of an operand whose k axis is innermost into rows of k, by transposing squares of lanes in
/// registers.</summary>
/// <remarks>A square is read as one vector of k from each of <c>lanes</c> columns and written as one vector of columns for each
/// k. Columns after the last are zeros. Read once per task and panel, used for all rows of the task.</remarks>
internal static class PanelGather
{
    /// <summary>Emits the loop for the panel at the scope's column.</summary>
    public static void Emit(VectorAssembler asm, ContractionProblem problem, TileScope scope, PanelRun panel, Gpr scratch)
    {
        int lanes = asm.Lanes, step = panel.Vectors * asm.VectorBytes;
        long column = problem.B.N * 4;
        var rows = asm.NewVecs(lanes);
        Gpr from = asm.NewGpr(), to = asm.NewGpr();
        for (int v = 0; v < panel.Vectors; v++)
        {
            int real = panel.Tail > 0 && v == panel.Vectors - 1 ? panel.Tail : lanes;
            asm.Load64(from, scope.Base(problem.B.Argument, problem.B.Outer));
            asm.Mul(to, scope.N, column);
            asm.Add(from, to);
            asm.Add(from, v * lanes * column);
            scope.SkipParts(from, 1);
            asm.Address(to, At(scratch, v * asm.VectorBytes));
            asm.Repeat(scope.Depth / lanes, () =>
            {
                for (int i = 0; i < lanes; i++)
                {
                    if (i < real) asm.Load(rows[i], At(from, i * column));
                    else asm.Zero(rows[i]);
                }
                asm.Transpose(rows);
                for (int i = 0; i < lanes; i++) asm.Store(At(to, (long)i * step), rows[i]);
                asm.Add(from, asm.VectorBytes);
                asm.Add(to, (long)lanes * step);
            });
            int rest = scope.Depth % lanes;
            if (rest == 0) continue;
            var mask = asm.FirstLanes(rest);
            for (int i = 0; i < lanes; i++)
            {
                if (i < real) asm.Load(rows[i], At(from, i * column), mask);
                else asm.Zero(rows[i]);
            }
            asm.Free(mask);
            asm.Transpose(rows);
            for (int i = 0; i < rest; i++) asm.Store(At(to, (long)i * step), rows[i]);
        }
        asm.Free(from, to);
        asm.Free(rows);
    }
}
