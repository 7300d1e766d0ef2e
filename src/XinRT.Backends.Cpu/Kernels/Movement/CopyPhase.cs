using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>The phase that makes some strided copies into one output.</summary>
internal static class CopyPhase
{
    // A task this large takes several microseconds, and source and target of one fit the second-level cache.
    private const long TaskBytes = 64 << 10;

    /// <summary>The phase; the tasks of all pieces follow each other.</summary>
    /// <param name="pieces">What to copy; null for nothing.</param>
    /// <param name="output">Where the output pointer is found in the kernel's arguments.</param>
    /// <param name="target">The processor.</param>
    public static KernelPhase Of(IEnumerable<CopyPiece?> pieces, int output, CpuTarget target)
    {
        var loops = pieces.Where(p => p is not null).Select(p => CopyLoop.Of(p!, target.Lanes, TaskBytes)).ToList();
        double seconds = loops.Sum(l => l.Cost) / target.BytesPerSecond;
        return new(loops.Sum(l => l.Tasks), seconds, asm => Emit(asm, loops, output));
    }

    private static void Emit(VectorAssembler asm, List<CopyLoop> loops, int output)
    {
        asm.ForEachTask(task =>
        {
            Gpr from = asm.NewGpr(), to = asm.NewGpr(), local = loops.Count > 1 ? asm.NewGpr() : task;
            var done = asm.NewLabel();
            if (loops.Count > 1) asm.Move(local, task);
            for (int i = 0; i < loops.Count; i++)
            {
                var next = asm.NewLabel();
                bool last = i == loops.Count - 1;
                if (!last) asm.JumpIf(local, Condition.GreaterOrEqual, checked((int)loops[i].Tasks), next);
                loops[i].Piece.LoadSource(asm, from);
                asm.Load64(to, VectorAssembler.At(asm.Argument(0), output));
                if (loops[i].Piece.To != 0) asm.Add(to, loops[i].Piece.To);
                loops[i].Emit(asm, local, from, to);
                if (last) break;
                asm.Jump(done);
                asm.Bind(next);
                asm.Add(local, -loops[i].Tasks);
            }
            asm.Bind(done);
            asm.Free(from, to);
            if (loops.Count > 1) asm.Free(local);
        });
        asm.Return();
    }
}
