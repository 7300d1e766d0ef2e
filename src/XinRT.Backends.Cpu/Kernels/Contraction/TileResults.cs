using XinRT.Backends.Cpu.Asm;
using XinRT.Backends.Cpu.Emitters;
using static XinRT.Backends.Cpu.Asm.VectorAssembler;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Vectors of results of a tile: applies the epilogue to them and stores them.</summary>
internal sealed class TileResults(VectorAssembler asm, ContractionProblem problem, TileScope scope)
{
    /// <summary>Lanes of results that have fewer; those of a masked one.</summary>
    public Mask? Mask { get; set; }

    /// <summary>Applies the epilogue, stores the results and gives their registers back.</summary>
    public void Finish(IReadOnlyList<TileResult> results)
    {
        var c = scope.Pointer(problem.C);
        var pointers = new Dictionary<int, Gpr>();
        foreach (int input in problem.Epilogue.Operands)
        {
            // One register stays free for the pointers that found none.
            if (asm.FreeGprs > 2) pointers[input] = scope.Pointer(problem.Operands[input]);
        }
        new ScalarEmitter(asm, problem.Epilogue).Apply(Arrays.Map(results, r => r.Sums),
            (d, i, input) =>
            {
                var operand = problem.Operands[input];
                bool kept = pointers.TryGetValue(input, out var pointer);
                if (!kept) pointer = scope.Pointer(operand);
                Load(d, pointer, operand, results[i]);
                if (!kept) asm.Free(pointer);
            },
            i =>
            {
                var m = At(c, results[i].Distance(problem.C));
                if (Mask is { } mask && results[i].IsMasked) asm.Store(m, results[i].Sums, mask);
                else asm.Store(m, results[i].Sums);
                asm.Free(results[i].Sums);
            });
        asm.Free(c);
        foreach (var r in pointers.Values) asm.Free(r);
    }

    /// <summary>Loads the elements of an operand that belong to a result.</summary>
    public void Load(Vec d, Gpr pointer, TileOperand operand, TileResult result)
    {
        var m = At(pointer, result.Distance(operand));
        if (operand.N == 0) asm.Broadcast(d, m);
        else if (Mask is { } mask && result.IsMasked) asm.Load(d, m, mask);
        else asm.Load(d, m);
    }
}

/// <summary>A vector of results.</summary>
/// <param name="Sums">Its register.</param>
/// <param name="Row">Row of outputs within the tile.</param>
/// <param name="Column">Output of the row.</param>
/// <param name="N">First column of the result, from that of the tile.</param>
/// <param name="IsMasked">Whether it has fewer columns than lanes.</param>
internal readonly record struct TileResult(Vec Sums, int Row, int Column, int N, bool IsMasked)
{
    /// <summary>Bytes from where the tile begins.</summary>
    public long Distance(TileOperand operand) => 4 * (Row * operand.Y + Column * operand.X + N * operand.N);
}
