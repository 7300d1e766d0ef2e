using XinRT.Backends.Cpu.Asm;

namespace XinRT.Backends.Cpu.Kernels.Spatial;

/// <summary>A factor times a source; sources from <see cref="LinearStage.Shared"/> on are sums that several results
/// use.</summary>
internal sealed record LinearTerm(float Factor, int Source);

/// <summary>Where a source is: in a register, in memory, or nowhere, which is zero.</summary>
internal readonly record struct LinearSource(Vec? Register, Mem? Address)
{
    /// <summary>Whether it is somewhere.</summary>
    public bool Exists => Register is not null || Address is not null;
}

/// <summary>One result of a <see cref="LinearStage"/>.</summary>
internal sealed record LinearResult(int Index, params LinearTerm[] Terms);

/// <summary>Part of a product with a small constant matrix: sums that results share, and the results.</summary>
internal sealed record LinearStage(LinearTerm[][] Sums, LinearResult[] Results)
{
    /// <summary>Number of the first shared sum as a source.</summary>
    public const int Shared = 100;

    // The points of F(4×4) besides 0 and ∞ are ±A and ±B. All their products that occur are exact in float32.
    private const float A = 0.75f;
    private const float B = 1.5f;

    /// <summary>The stages of the input transform Bᵀ.</summary>
    public static LinearStage[] Input(int tile) => tile == 2
        ?
        [
            new([], [new(0, new(1, 0), new(-1, 2))]),
            new([], [new(1, new(1, 1), new(1, 2)), new(2, new(1, 2), new(-1, 1))]),
            new([], [new(3, new(1, 1), new(-1, 3))]),
        ]
        :
        [
            new([], [new(0, new(1, 4), new(-(A * A + B * B), 2), new(A * A * B * B, 0))]),
            new([[new(1, 4), new(-B * B, 2)], [new(1, 3), new(-B * B, 1)]],
                [new(1, new(1, Shared), new(A, Shared + 1)), new(2, new(1, Shared), new(-A, Shared + 1))]),
            new([[new(1, 4), new(-A * A, 2)], [new(1, 3), new(-A * A, 1)]],
                [new(3, new(1, Shared), new(B, Shared + 1)), new(4, new(1, Shared), new(-B, Shared + 1))]),
            new([], [new(5, new(1, 5), new(-(A * A + B * B), 3), new(A * A * B * B, 1))]),
        ];

    /// <summary>The stages of the output transform Aᵀ.</summary>
    public static LinearStage[] Output(int tile) => tile == 2
        ?
        [
            new([], [new(0, new(1, 0), new(1, 1), new(1, 2))]),
            new([], [new(1, new(1, 1), new(-1, 2), new(-1, 3))]),
        ]
        :
        [
            new([[new(1, 1), new(1, 2)], [new(1, 3), new(1, 4)]],
                [new(0, new(1, 0), new(1, Shared), new(1, Shared + 1)),
                    new(2, new(A * A, Shared), new(B * B, Shared + 1))]),
            new([[new(1, 1), new(-1, 2)], [new(1, 3), new(-1, 4)]],
                [new(1, new(A, Shared), new(B, Shared + 1)),
                    new(3, new(1, 5), new(A * A * A, Shared), new(B * B * B, Shared + 1))]),
        ];

    /// <summary>The matrix G of the filter transform, three columns to a row.</summary>
    public static double[][] Filter(int tile)
    {
        if (tile == 2) return [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]];
        double[] points = [0, A, -A, B, -B];
        // The powers of a point, over the product of its distances from the others.
        return
        [
            .. points.Select(Row),
            [0, 0, 1],
        ];
        double[] Row(double p)
        {
            double distance = points.Where(q => q != p).Aggregate(1.0, (product, q) => product * (p - q));
            return [1 / distance, p / distance, p * p / distance];
        }
    }

    /// <summary>Emits the results whose place in <see cref="Results"/> is from <paramref name="first"/> to before
    /// <paramref name="end"/>. Each is in a new register when it is used, which its user frees; null stands for
    /// zero.</summary>
    /// <param name="asm">Where the code goes.</param>
    /// <param name="source">A source: a register, an address, or neither for zero.</param>
    /// <param name="mask">Lanes that may be read from memory; null for all.</param>
    /// <param name="first">First result.</param>
    /// <param name="end">End of the results.</param>
    /// <param name="use">Gets each result with its index.</param>
    public void Emit(VectorAssembler asm, Func<int, LinearSource> source, Mask? mask, int first, int end,
        Action<int, Vec?> use)
    {
        var sums = Arrays.Map(Sums, terms => Combine(asm, terms, source, mask));
        for (int i = first; i < end; i++)
            use(Results[i].Index,
                Combine(asm, Results[i].Terms, s => s >= Shared ? new(sums[s - Shared], null) : source(s), mask));
        foreach (var sum in sums)
            if (sum is { } register) asm.Free(register);
    }

    private static Vec? Combine(VectorAssembler asm, LinearTerm[] terms, Func<int, LinearSource> source, Mask? mask)
    {
        var all = terms.Select(t => new Present(t.Factor, source(t.Source))).Where(t => t.At.Exists).ToList();
        List<Present> present = [.. all.Where(t => t.Factor == 1), .. all.Where(t => t.Factor != 1)];
        if (present.Count == 0) return null;
        var d = asm.NewVec();
        var (factor, at) = present[0];
        if (at.Address is { } m) Load(asm, d, m, mask);
        else if (present.Count > 1 && factor == 1 && Math.Abs(present[1].Factor) == 1
            && present[1].At.Register is { } second)
        {
            // Two registers make the first sum without a copy.
            if (present[1].Factor == 1) asm.Add(d, at.Register!.Value, second);
            else asm.Sub(d, at.Register!.Value, second);
            present.RemoveAt(1);
        }
        else asm.Move(d, at.Register!.Value);
        if (factor != 1)
        {
            var scale = asm.NewVec();
            asm.Broadcast(scale, factor);
            asm.Mul(d, d, scale);
            asm.Free(scale);
        }
        foreach (var (f, from) in present[1..]) AddTerm(asm, d, f, from, mask);
        return d;
    }

    private sealed record Present(float Factor, LinearSource At);

    private static void AddTerm(VectorAssembler asm, Vec d, float factor, LinearSource from, Mask? mask)
    {
        if (factor == 1 && mask is null && from.Address is { } m)
        {
            asm.Add(d, d, m);
            return;
        }
        Vec? loaded = null;
        if (from.Register is not { } x)
        {
            loaded = x = asm.NewVec();
            Load(asm, x, from.Address!.Value, mask);
        }
        if (factor == 1) asm.Add(d, d, x);
        else if (factor == -1) asm.Sub(d, d, x);
        else asm.FmaBroadcast(d, x, asm.Table([factor]));
        if (loaded is { } used) asm.Free(used);
    }

    private static void Load(VectorAssembler asm, Vec d, Mem m, Mask? mask)
    {
        if (mask is { } lanes) asm.Load(d, m, lanes);
        else asm.Load(d, m);
    }
}
