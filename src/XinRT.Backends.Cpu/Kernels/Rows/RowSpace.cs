namespace XinRT.Backends.Cpu.Kernels.Rows;

/// <summary>A tensor's axes split into those within a row and those that count the rows. Axes that count rows are
/// joined as far as the strides of all operands allow, so most kernels see one axis.</summary>
/// <remarks>A row is dense in every operand, or a single element that repeats; how rows lie to each other is
/// free.</remarks>
internal sealed class RowSpace
{
    /// <summary>Joins the axes of the given sizes outside a row, ordered by the strides of the first operand.</summary>
    public RowSpace(ReadOnlySpan<long> dims, ReadOnlySpan<int> inner, IReadOnlyList<RowOperand> operands)
    {
        Operands = operands;
        Length = Product(dims, inner);
        long[][] strides = Arrays.Make(operands.Count, _ => Array.Empty<long>());
        long[] sizes = dims.ToArray();
        int[] within = inner.ToArray();
        for (int i = 0; i < operands.Count; i++)
        {
            strides[i] = Spread(operands[i].Layout, sizes);
            Steps.Add(Step(operands[i].Layout, sizes, within)
                ?? throw new InvalidOperationException($"Operand {i} has no dense rows: {operands[i].Layout}."));
        }
        int[] outer = Array.FindAll(Arrays.Indices(sizes.Length), k => !within.Contains(k) && sizes[k] > 1);
        var joined = new List<long>();
        var steps = strides.Select(_ => new List<long>()).ToArray();
        foreach (int k in outer.OrderByDescending(k => strides[0][k]))
        {
            bool joins = joined.Count > 0 && Enumerable.Range(0, steps.Length).All(i => steps[i][^1] == sizes[k] * strides[i][k]);
            if (joins) joined[^1] *= sizes[k];
            else joined.Add(sizes[k]);
            for (int i = 0; i < steps.Length; i++)
            {
                if (joins) steps[i][^1] = strides[i][k];
                else steps[i].Add(strides[i][k]);
            }
        }
        Dims = [.. joined];
        Strides = [.. steps.Select(s => s.ToArray())];
    }

    /// <summary>What is read and written.</summary>
    public IReadOnlyList<RowOperand> Operands { get; }

    /// <summary>Sizes of the axes that count rows, outermost first; none for a single row.</summary>
    public long[] Dims { get; }

    /// <summary>For each operand its strides over <see cref="Dims"/>, in elements.</summary>
    public long[][] Strides { get; }

    /// <summary>For each operand 1 if its rows are dense, 0 if one element stands for a row.</summary>
    public List<int> Steps { get; } = [];

    /// <summary>Number of rows.</summary>
    public long Rows => Dims.Aggregate(1L, (a, b) => a * b);

    /// <summary>Elements of a row.</summary>
    public long Length { get; }

    /// <summary>Cuts the rows into tasks of equal size, given the time that all take: as many rows as are one
    /// task.</summary>
    public long RowsPerTask(double seconds)
    {
        long tasks = Math.Clamp((long)(seconds / 5e-6), 1, Math.Min(64, Rows));
        return (Rows + tasks - 1) / tasks;
    }

    /// <summary>Strides of an operand over the axes it broadcasts to.</summary>
    public static long[] Spread(TensorLayout layout, ReadOnlySpan<long> dims)
    {
        var strides = new long[dims.Length];
        int skip = dims.Length - layout.Rank;
        for (int k = 0; k < layout.Rank; k++)
            if (layout.Dims[k] != 1) strides[skip + k] = layout.Strides[k];
        return strides;
    }

    /// <summary>1 if the rows of an operand are dense, 0 if each is one element, null if neither.</summary>
    public static int? Step(TensorLayout layout, ReadOnlySpan<long> dims, ReadOnlySpan<int> inner)
    {
        long[] strides = Spread(layout, dims);
        long dense = 1;
        bool isDense = true, repeats = true;
        for (int i = inner.Length - 1; i >= 0; i--)
        {
            int k = inner[i];
            if (dims[k] == 1) continue;
            isDense &= strides[k] == dense;
            repeats &= strides[k] == 0;
            dense *= dims[k];
        }
        return isDense ? 1 : repeats ? 0 : null;
    }

    /// <summary>Whether an operand of these sizes can have rows that a kernel reads.</summary>
    public static bool Fits(ReadOnlySpan<long> operand, ReadOnlySpan<long> dims, ReadOnlySpan<int> inner)
    {
        if (operand.Length > dims.Length) return false;
        for (int k = 0; k < operand.Length; k++)
            if (operand[k] != 1 && operand[k] != dims[dims.Length - operand.Length + k]) return false;
        return Step(Rearranged(TensorLayout.RowMajor(operand), dims.Length, inner), dims, inner) is not null;
    }

    /// <summary>The layout itself if its rows are dense, else one in the same order but for the axes of a
    /// row.</summary>
    public static TensorLayout Wanted(TensorLayout layout, ReadOnlySpan<long> dims, ReadOnlySpan<int> inner) =>
        Step(layout, dims, inner) is not null ? layout : Rearranged(layout, dims.Length, inner);

    /// <summary>A dense layout in the order of another, but with the axes of a row innermost.</summary>
    public static TensorLayout Rearranged(TensorLayout layout, int rank, ReadOnlySpan<int> inner)
    {
        int skip = rank - layout.Rank;
        int[] last = [.. inner.ToArray().Select(k => k - skip).Where(k => k >= 0)];
        int[] order = [.. layout.Order().Where(k => !last.Contains(k)), .. last];
        return TensorLayout.InOrder([.. layout.Dims], order);
    }

    /// <summary>Whether rows stay dense when the strides of a layout grow in the same order of axes.</summary>
    public static bool StaysDense(TensorLayout layout, ReadOnlySpan<int> inner)
    {
        int[] real = [.. inner.ToArray().Where(k => layout.Dims[k] > 1)];
        return real.Length == 0 || (real.Length == 1 && layout.Order()[^1] == real[0]);
    }

    private static long Product(ReadOnlySpan<long> dims, ReadOnlySpan<int> axes)
    {
        long product = 1;
        foreach (int k in axes) product *= dims[k];
        return product;
    }
}
