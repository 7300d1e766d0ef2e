using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using XinRT.Fusion;

namespace XinRT.Backends.Cpu.Kernels.Movement;

/// <summary>Code that interpolates one row of an output whose lanes stay as they are.</summary>
/// <param name="problem">What is computed.</param>
/// <param name="node">The same, taken apart.</param>
/// <param name="width">Elements of the source along the row, before interpolation.</param>
/// <param name="sourceStep">Bytes from one of them to the next.</param>
/// <param name="column">Bytes to the next place of the row in the output and in each operand of the epilogue.</param>
/// <param name="across">Bytes to the next lane in the same.</param>
/// <param name="lanes">Elements that lie beside each other at each place.</param>
internal sealed class ResizeRow(KernelProblem problem, AnchoredForm node, long width, long sourceStep, long[] column, long[] across, long lanes)
{
    // Vectors of a place that are computed together.
    private const int Together = 4;

    private readonly int[] _operands = [.. node.Epilogue.Operands];

    /// <summary>Taps along the row.</summary>
    public required TapTable Inner { get; init; }

    /// <summary>Taps across rows, or null.</summary>
    public required TapTable? Outer { get; init; }

    /// <summary>Bytes of scratch memory: a blended row, and room to read a whole vector at its last place.</summary>
    public long ScratchBytes => Blends ? width * lanes * 4 + 64 : 0;

    private bool Blends => Outer is { Weighs: true };

    /// <summary>Emits the kernel. Pointers of the nest: output, source, table of the outer axis, operands.</summary>
    public void Emit(VectorAssembler asm, LoopNest nest)
    {
        asm.ForEachTask(task =>
        {
            var pointers = new Gpr[3 + _operands.Length];
            for (int i = 0; i < pointers.Length; i++) pointers[i] = asm.NewGpr();
            var slots = KernelArguments.Of(problem);
            var arguments = asm.Argument(0);
            asm.Load64(pointers[0], VectorAssembler.At(arguments, slots.Output(0)));
            asm.Load64(pointers[1], VectorAssembler.At(arguments, KernelArguments.Input(node.AnchorInputs[0])));
            if (Outer is not null) asm.Address(pointers[2], Outer.Place(asm));
            for (int i = 0; i < _operands.Length; i++)
                asm.Load64(pointers[3 + i], VectorAssembler.At(arguments, KernelArguments.Input(_operands[i])));
            nest.Emit(asm, task, pointers, 1, _ => Body(asm, pointers[0], pointers[1], pointers[2], pointers[3..]));
            asm.Free(pointers);
        });
        asm.Return();
    }

    private void Body(VectorAssembler asm, Gpr output, Gpr source, Gpr table, Gpr[] operands)
    {
        int tail = lanes < asm.Lanes ? (int)lanes : 0;
        Mask? mask = tail > 1 ? asm.FirstLanes(tail) : null;
        if (Blends)
        {
            Blend(asm, source, table, mask);
            asm.Move(source, asm.Argument(3));
        }
        else if (Outer is not null)
        {
            asm.Load32(table, TapTable.Offset(table, 0));
            asm.Add(source, table);
        }
        asm.Address(table, Inner.Place(asm));
        var place = asm.NewGpr();
        var weights = Inner.Weighs ? new TapWeights(asm, Inner, table) : null;
        long[] firsts = [.. Firsts(asm)];
        int together = Math.Clamp(asm.FreeVecs - ScalarEmitter.Temporaries(node.Epilogue) - 1, 1, Math.Min(firsts.Length, Together));
        var sums = asm.NewVecs(together);
        var temp = asm.NewVec();
        asm.Repeat(Inner.Entries, () =>
        {
            weights?.Start();
            foreach (long[] some in firsts.Chunk(together))
            {
                for (int k = 0; k < Inner.Count; k++)
                {
                    asm.Load32(place, TapTable.Offset(table, k));
                    var weight = weights?.Of(k);
                    for (int i = 0; i < some.Length; i++)
                        Add(asm, sums[i], weight, k == 0, VectorAssembler.At(source, place, 1, some[i]), temp, mask,
                            Blends || IsWhole(mask));
                }
                for (int i = 0; i < some.Length; i++)
                    for (int copy = 0; copy < Inner.Repeats; copy++) Finish(asm, output, operands, sums[i], temp, some[i], copy, mask);
            }
            asm.Add(table, Inner.EntryBytes);
            asm.Add(output, column[0] * Inner.Repeats);
            for (int i = 0; i < operands.Length; i++)
                if (column[1 + i] != 0) asm.Add(operands[i], column[1 + i] * Inner.Repeats);
        });
        asm.Free(sums);
        asm.Free(temp);
        weights?.Release();
        if (mask is { } m) asm.Free(m);
        asm.Free(place);
    }

    // Bytes from a place to each of its vectors; the last one overlaps the one before.
    private IEnumerable<long> Firsts(VectorAssembler asm)
    {
        for (long at = 0; at < lanes; at += asm.Lanes) yield return Math.Min(at, Math.Max(0, lanes - asm.Lanes)) * 4;
    }

    // The weighted sum of source rows, as wide as the source, into scratch memory.
    private void Blend(VectorAssembler asm, Gpr source, Gpr table, Mask? mask)
    {
        Gpr to = asm.NewGpr(), place = asm.NewGpr();
        var weights = new TapWeights(asm, Outer!, table);
        weights.Start();
        asm.Move(to, asm.Argument(3));
        var sums = asm.NewVecs(Math.Min(Together, asm.FreeVecs - 1));
        var temp = asm.NewVec();
        long count = width * lanes, vector = asm.VectorBytes;
        if (sourceStep == lanes * 4 && count >= asm.Lanes)
        {
            // Places without gaps between them are one long row.
            long vectors = count / asm.Lanes;
            long[] some = [.. Enumerable.Range(0, sums.Length).Select(i => i * vector)];
            asm.Repeat(vectors / some.Length, () =>
            {
                Sums(some, isWhole: true);
                Advance(some.Length * vector, some.Length * vector);
            });
            long[] rest = some[..(int)(vectors % some.Length)];
            if (count % asm.Lanes is > 0 and var left) rest = [.. rest, rest.Length * vector + (left - asm.Lanes) * 4];
            foreach (long[] last in rest.Chunk(sums.Length)) Sums(last, isWhole: true);
        }
        else
        {
            // What a short vector has too much is written over by the next place.
            asm.Repeat(width, () =>
            {
                foreach (long[] some in Firsts(asm).Chunk(sums.Length)) Sums(some, IsWhole(mask));
                Advance(sourceStep, lanes * 4);
            });
        }
        weights.Release();
        asm.Free(sums);
        asm.Free(temp);
        asm.Free(to, place);

        void Sums(long[] some, bool isWhole)
        {
            for (int k = 0; k < Outer!.Count; k++)
            {
                asm.Load32(place, TapTable.Offset(table, k));
                var weight = weights.Of(k);
                for (int i = 0; i < some.Length; i++)
                    Add(asm, sums[i], weight, k == 0, VectorAssembler.At(source, place, 1, some[i]), temp, mask, isWhole);
            }
            for (int i = 0; i < some.Length; i++) asm.Store(VectorAssembler.At(to, some[i]), sums[i]);
        }

        void Advance(long bytes, long blended)
        {
            asm.Add(source, bytes);
            asm.Add(to, blended);
        }
    }

    // sum = or += weight · memory.
    private void Add(VectorAssembler asm, Vec sum, Vec? weight, bool isFirst, Mem at, Vec temp, Mask? mask, bool whole)
    {
        if (weight is not { } w) Load(asm, sum, at, mask);
        else if (whole && isFirst) asm.Mul(sum, w, at);
        else if (whole) asm.Fma(sum, w, at);
        else
        {
            Load(asm, temp, at, mask);
            if (isFirst) asm.Mul(sum, w, temp);
            else asm.Fma(sum, w, temp);
        }
    }

    private void Finish(VectorAssembler asm, Gpr output, Gpr[] operands, Vec sum, Vec temp, long first, int copy, Mask? mask)
    {
        var result = sum;
        if (!node.Epilogue.IsIdentity)
        {
            // Each copy has its own operands.
            if (Inner.Repeats > 1) asm.Move(result = temp, sum);
            new ScalarEmitter(asm, node.Epilogue).Apply(result, (d, input) =>
            {
                int i = Array.IndexOf(_operands, input);
                var at = VectorAssembler.At(operands[i], copy * column[1 + i]);
                if (across[1 + i] == 0) asm.Broadcast(d, at);
                else Load(asm, d, at + first, mask);
            });
        }
        var target = VectorAssembler.At(output, copy * column[0] + first);
        if (lanes == 1) asm.StoreScalar(target, result);
        else if (mask is { } m) asm.Store(target, result, m);
        else asm.Store(target, result);
    }

    private bool IsWhole(Mask? mask) => mask is null && lanes > 1;

    private void Load(VectorAssembler asm, Vec d, Mem at, Mask? mask)
    {
        if (lanes == 1) asm.LoadScalar(d, at);
        else if (mask is { } m) asm.Load(d, at, m);
        else asm.Load(d, at);
    }
}
