using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Reduction;

/// <summary>Emits the steps of a reduction on vectors.</summary>
/// <remarks>The comparisons of the assembler drop a NaN when the next number comes, so those of a reduction select it
/// again.</remarks>
internal sealed class ReduceEmitter(VectorAssembler asm, ReduceKind kind)
{
    /// <summary>Whether elements are added up.</summary>
    public bool Adds => kind is not (ReduceKind.Max or ReduceKind.Min or ReduceKind.Product);

    private bool Compares => kind is ReduceKind.Max or ReduceKind.Min;

    /// <summary>What the accumulator starts with, and what changes no result.</summary>
    public float Neutral => kind switch
    {
        ReduceKind.Max => float.NegativeInfinity,
        ReduceKind.Min => float.PositiveInfinity,
        ReduceKind.Product => 1,
        _ => 0,
    };

    /// <summary>Takes elements into an accumulator; x may be changed.</summary>
    public void Take(Vec accumulator, Vec x)
    {
        if (kind == ReduceKind.L1) asm.Abs(x, x);
        if (kind is ReduceKind.SumSquare or ReduceKind.L2) asm.Fma(accumulator, x, x);
        else Join(accumulator, accumulator, x);
    }

    /// <summary>d = both accumulators joined; b may be changed.</summary>
    public void Join(Vec d, Vec a, Vec b)
    {
        if (kind == ReduceKind.Product) asm.Mul(d, a, b);
        else if (!Compares) asm.Add(d, a, b);
        else
        {
            var none = asm.NewMask();
            asm.Compare(none, b, Condition.NotEqual, b);
            var best = asm.NewVec();
            // With a second operand that is NaN, or in a pair with one, the second comes out.
            if (kind == ReduceKind.Max) asm.Max(best, b, a);
            else asm.Min(best, b, a);
            asm.Select(d, none, b, best);
            asm.Free(best);
            asm.Free(none);
        }
    }

    /// <summary>All lanes of an accumulator joined, in all lanes.</summary>
    public void Across(Vec d, Vec a)
    {
        if (Adds)
        {
            asm.SumAcross(d, a);
            return;
        }
        Vec index = asm.NewVec(), other = asm.NewVec();
        if (d != a) asm.Move(d, a);
        for (int half = asm.Lanes / 2; half > 0; half /= 2)
        {
            int[] lanes = Arrays.Make(asm.Lanes, i => i ^ half);
            asm.Load(index, asm.Table(lanes));
            asm.Permute(other, d, index);
            Join(d, d, other);
        }
        asm.Free(index, other);
    }

    /// <summary>The result of so many elements.</summary>
    public void Finish(Vec d, long count)
    {
        if (kind == ReduceKind.L2) asm.Sqrt(d, d);
        if (kind != ReduceKind.Mean) return;
        var share = asm.NewVec();
        asm.Broadcast(share, (float)(1.0 / count));
        asm.Mul(d, d, share);
        asm.Free(share);
    }
}
