using XinRT.Ir;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Soak.Kernels;

/// <summary>Runs a graph in FP64 and tells for each element how far a right computation in float32 may be
/// off.</summary>
/// <remarks>
/// Errors are carried through a chain to first order, element by element. Operators that only move or select elements
/// move the errors
/// too. Where results are linear in each operand (convolutions, products, sums, means) the same operator on magnitudes
/// gives Σ|aᵢ·bᵢ|,
/// and on one operand's errors how these spread. Element-wise functions are evaluated at both ends of each operand's
/// error. All others
/// (normalizations, recurrent cells, sampling) are evaluated at a few random points within the errors: a measure of
/// their condition, not
/// a bound, so it is multiplied by a factor. To each operator its own rounding is added, from the table <see
/// cref="Roundings"/>. The
/// bounds are those of the graph as it was before the passes: a rewrite that makes errors larger than the original's is
/// a finding.
/// </remarks>
internal sealed class ErrorBounds
{
    private const int Draws = 4;

    private readonly Dictionary<Value, (Tensor Result, Tensor? Error)> _values = [];
    private readonly ReferenceExecutor _host = new() { Threads = 1 };
    private readonly bool _winograd;

    /// <summary>Evaluates a graph.</summary>
    /// <param name="wide">The graph in FP64.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="winograd">Whether convolutions of 3×3 may be computed by Winograd's algorithm.</param>
    public ErrorBounds(Graph wide, IReadOnlyList<Tensor> inputs, bool winograd)
    {
        _winograd = winograd;
        for (int i = 0; i < inputs.Count; i++) _values[wide.Inputs[i]] = (inputs[i], null);
        foreach (var node in wide.Nodes)
        {
            Tensor?[] x = [.. node.Inputs.Select(v => v is null ? null : Of(v).Result)], e =
                [.. node.Inputs.Select(v => v is null ? null : Of(v).Error)];
            var y = Apply(node, x);
            var errors = Errors(node, x, e, y);
            for (int k = 0; k < y.Length; k++)
                if (node.Outputs[k] is { } value) _values[value] = (y[k]!, errors[k]);
        }
    }

    /// <summary>The result of a value, and the bound of each element's error; null where it is exact.</summary>
    public (Tensor Result, Tensor? Error) Of(Value value) => value.Constant is { } constant ? (constant, null)
        : _values[value];

    /// <summary>Whether a result holds places of other elements than those in FP64, but only of such that are as good
    /// within the bounds of the elements; never where the elements are exact.</summary>
    /// <param name="value">A result of the graph.</param>
    /// <param name="found">Its contents.</param>
    public bool HasOnlyNearTies(Value value, Tensor found) => value.Producer is { } node
        && node.Input(0) is { } operand && Of(operand) is { Error: { } error } x
        && NearTies.Hold(node, Array.IndexOf([.. node.Outputs], value), found, Of(value).Result,
            (x.Result, error), inputs => Apply(node, [inputs, .. node.Inputs.Skip(1).Select(v =>
                v is null ? null : Of(v).Result)]));

    private Tensor?[] Apply(Node node, Tensor?[] x) => [.. NodeEvaluation.Run(node, x, _host).Select(d => (Tensor?)d)];

    private Tensor?[] Errors(Node node, Tensor?[] x, Tensor?[] e, Tensor?[] y)
    {
        bool exact = e.All(t => t is null);
        if (y.All(t => t is null || t.DType != DType.F64) && exact) return new Tensor?[y.Length];
        if (Moves(node.Op)) return exact ? new Tensor?[y.Length] : Moved(node, x, e, y);
        if (Terms(node.Op, x, y) is { } terms) return [Linear(node, x, e, y[0]!, terms)];
        if (IsElementwise(node.Op)) return [Elementwise(node, x, e, y[0]!)];
        return Moving(node, x, e, y);
    }

    private static bool Moves(Operator op) => op is TransposeOp or ReshapeOp or FlattenOp or SqueezeOp or UnsqueezeOp
        or IdentityOp or SliceOp or SplitOp
        or ConcatOp or ExpandOp or TileOp or GatherOp or GatherNDOp or GatherElementsOp or DepthToSpaceOp
            or SpaceToDepthOp or PadOp
        or ScatterElementsOp { Reduction: "none" or "max" } or ScatterNDOp { Reduction: "none" or "max" } or MaxPoolOp
            or GlobalMaxPoolOp or ReduceMaxOp
        or ReduceMinOp or CastOp or TopKOp or ArgMaxOp or ArgMinOp or NonZeroOp or NonMaxSuppressionOp
            or ResizeOp { Mode: "nearest" };

    private Tensor?[] Moved(Node node, Tensor?[] x, Tensor?[] e, Tensor?[] y)
    {
        // Which elements are taken is not certain either: the largest error of the axis bounds each.
        if (node.Op is TopKOp top) e = [NearTies.LargestOfAxis(e[0]!, top.Axis), .. e[1..]];
        bool least = node.Op is ReduceMinOp;
        var moved = Apply(node, [.. x.Select((t, i) => t is not { DType: DType.F64 } ? t : e[i] is null
            ? Tensor.Zeros(DType.F64, t.Dims) : least ? Map(e[i]!, v => -v) : e[i])]);
        return [.. moved.Select((t, k) => y[k] is { DType: DType.F64 } ? least ? Map(t!, v => -v) : t : null)];
    }

    // Number of terms of each sum, for operators that are linear in each operand.
    private static double? Terms(Operator op, Tensor?[] x, Tensor?[] y) => op switch
    {
        ConvOp => (double)x[1]!.Count / x[1]!.Dims[0],
        ConvTransposeOp c => (double)x[1]!.Count / x[1]!.Dims[1] / c.Group,
        MatMulOp => x[0]!.Dims[^1],
        GemmOp g => x[0]!.Dims[g.TransA ? 0 : 1],
        AveragePoolOp p => p.KernelShape.Aggregate(1.0, (a, b) => a * b),
        GlobalAveragePoolOp or ReduceSumOp or ReduceMeanOp or ReduceL1Op =>
            (double)x[0]!.Count / Math.Max(1, y[0]!.Count),
        CumSumOp => x[0]!.Dims.ToArray().Max(),
        Col2ImOp => (double)x[0]!.Count / Math.Max(1, y[0]!.Count) + 1,
        ResizeOp { Mode: "linear" } => 16,
        ScatterElementsOp { Reduction: "add" } or ScatterNDOp { Reduction: "add" } => x[2]!.Count,
        _ => null,
    };

    private Tensor Linear(Node node, Tensor?[] x, Tensor?[] e, Tensor y, double terms)
    {
        var magnitude = new Tensor?[x.Length];
        for (int i = 0; i < x.Length; i++) magnitude[i] = x[i] is { DType: DType.F64 } t ? Sum(Map(t, Math.Abs), e[i])
            : x[i];
        bool winograd = _winograd && node.Op is ConvOp { Group: 1 } c && x[1]!.Rank == 4 && x[1]!.Dims[2] == 3
            && x[1]!.Dims[3] == 3 && c.Strides.All(s => s == 1) && c.Dilations.All(d => d == 1);
        var sums = winograd ? SumsOfTiles(node, magnitude) : Apply(node, magnitude)[0]!;
        double k = (winograd ? Roundings.Winograd : Roundings.Sum(terms)) * Roundings.Unit;
        var error = Map(sums, v => k * v + Roundings.Tiny);
        for (int i = 0; i < x.Length; i++)
        {
            if (e[i] is null) continue;
            // The others of a product by their magnitude, of a sum not at all.
            bool product = node.Op is ConvOp or ConvTransposeOp or MatMulOp or GemmOp;
            var operands = magnitude.Select((t, j) => j == i ? e[i] : t is not { DType: DType.F64 } ? t : product
                && i < 2 && j < 2 ? t : Tensor.Zeros(DType.F64, t.Dims));
            error = Sum(error, Apply(node, [.. operands])[0]);
        }
        return error;
    }

    private static bool IsElementwise(Operator op) => op is UnaryOperator or BroadcastOperator or VariadicOperator
        or ClipOp or WhereOp or PReluOp or SwishOp or PredicateOperator;

    private Tensor Elementwise(Node node, Tensor?[] x, Tensor?[] e, Tensor y)
    {
        var (result, inputs, absolute) = Roundings.Of(node.Op);
        double[] r = y.ToDoubles(), error = [.. r.Select(v => Roundings.Unit * (result * Math.Abs(v) + absolute)
            + Roundings.Tiny)];
        if (inputs > 0)
        {
            double[] magnitudes = Apply(new Node("magnitudes", new SumOp(),
                node.Inputs.Where((_, i) => x[i] is { DType: DType.F64 }).ToArray(), [new Value("sum")]),
                [.. x.Where(t => t is { DType: DType.F64 }).Select(t => Map(t!, Math.Abs))])[0]!.ToDoubles();
            if (magnitudes.Length == error.Length)
                for (int i = 0; i < error.Length; i++) error[i] += Roundings.Unit * inputs * magnitudes[i];
        }
        for (int i = 0; i < x.Length; i++)
        {
            if (e[i] is not { } off) continue;
            double[] low = Apply(node, Moved(i, -1))[0]!.ToDoubles(), high = Apply(node, Moved(i, 1))[0]!.ToDoubles();
            for (int k = 0; k < error.Length; k++) error[k] += Math.Max(Distance(low[k], r[k]),
                Distance(high[k], r[k]));

            Tensor?[] Moved(int which, int sign) => [.. x.Select((t, j) => j != which ? t : Shift(t!, off, sign))];
        }
        return Tensor.FromDoubles(DType.F64, error, y.Dims);
    }

    // What is neither moved, linear nor element-wise: random points near the operands.
    private Tensor?[] Moving(Node node, Tensor?[] x, Tensor?[] e, Tensor?[] y)
    {
        var random = new SoakRandom(1);
        double[]?[] farthest = [.. y.Select(t => t is { DType: DType.F64 } ? new double[t.Count] : null)];
        // Where a small step may lead to another element, larger steps must be looked at.
        double step = node.Op is GridSampleOp or RoiAlignOp ? 8 * Roundings.Unit : Roundings.Unit;
        for (int draw = 0; draw < Draws; draw++)
        {
            var near = Apply(node, [.. x.Select((t, i) => t is not { DType: DType.F64 } ? t : Near(t, e[i]))]);
            for (int k = 0; k < y.Length; k++)
            {
                if (farthest[k] is not { } far) continue;
                double[] a = near[k]!.ToDoubles(), b = y[k]!.ToDoubles();
                for (int i = 0; i < far.Length; i++) far[i] = Math.Max(far[i], Distance(a[i], b[i]));
            }
        }
        return [.. y.Select((t, k) => farthest[k] is not { } far ? null : k > 0 ? Own(t!, far)
            : Sum(Own(t!, far), Tensor.FromDoubles(DType.F64,
                Array.ConvertAll(Sums(node, x, t!), v => v * Roundings.Unit), t!.Dims)))];

        Tensor Near(Tensor t, Tensor? error)
        {
            double[] values = t.ToDoubles(), errors = error?.ToDoubles() ?? [];
            for (int i = 0; i < values.Length; i++)
                values[i] += (random.Chance(0.5) ? 1 : -1) * (step * Math.Abs(values[i])
                    + (error is null ? 0 : errors[i]));
            return Tensor.FromDoubles(DType.F64, values, t.Dims);
        }

        static Tensor Own(Tensor y, double[] far)
        {
            double[] r = y.ToDoubles();
            double largest = r.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max(), typical =
                far.Where(double.IsFinite).DefaultIfEmpty(0).Max();
            return Tensor.FromDoubles(DType.F64, [.. far.Select(f => Roundings.Movement * (f + typical)
                + Roundings.Whole * Roundings.Unit * largest + Roundings.Tiny)], y.Dims);
        }
    }

    // Σ|w| times the largest magnitude of the tile. The pixels of padding are pixels of the tile too: an output that
    // sees nothing but zeros has the rounding errors of the outputs beside it.
    private Tensor SumsOfTiles(Node node, Tensor?[] magnitude)
    {
        const int reach = 7;
        var conv = (ConvOp)node.Op;
        long[] pads = conv.AutoPad.StartsWith("SAME", StringComparison.Ordinal) ? [1, 1, 1, 1]
            : conv.AutoPad == "VALID" || conv.Pads.Count == 0 ? [0, 0, 0, 0] : [.. conv.Pads];
        var pool = new MaxPoolOp(new([2 * reach + 1, 2 * reach + 1]), Pads: new([.. pads.Select(p => p + reach)]));
        var near = Apply(new Node("near", pool, [new Value("x")], [new Value("y")]), [magnitude[0]])[0]!;
        // Farther in the padding than a tile reaches there is nothing, which is minus infinity to the pool.
        return Apply(new Node("sums", conv with { AutoPad = "NOTSET", Pads = default }, node.Inputs.ToArray(),
            [new Value("sums")]), [Map(near, v => Math.Max(v, 0)), .. magnitude[1..]])[0]!;
    }

    // What the sums within an operator add to the bound of each element, in units. The movement at hand does not show
    // it: steps of many elements in random directions cancel.
    private static double[] Sums(Node node, Tensor?[] x, Tensor y)
    {
        double[] r = y.ToDoubles();
        double terms = (double)x[0]!.Count / Math.Max(1, y.Count);
        switch (node.Op)
        {
            case ReduceSumSquareOp or ReduceL2Op:
                return [.. r.Select(v => Roundings.Sum(terms) * Math.Abs(v))];
            case ReduceLogSumOp or ReduceLogSumExpOp:
                // Of the sum relative, of its logarithm absolute.
                return [.. r.Select(_ => Roundings.Sum(terms))];
            case LayerNormalizationOp n:
                return Normalized(n.Axis < 0 ? (int)n.Axis + x[0]!.Rank : (int)n.Axis, n.Epsilon);
            case RMSNormalizationOp n:
                return Normalized(n.Axis < 0 ? (int)n.Axis + x[0]!.Rank : (int)n.Axis, n.Epsilon, centered: false);
            case InstanceNormalizationOp n:
                return Normalized(2, n.Epsilon);
            case GroupNormalizationOp n:
                return Normalized(2, n.Epsilon, x[0]!.Dims[1] / n.NumGroups);
            default:
                return new double[r.Length];
        }

        // An error of the mean moves all elements of a row by Σ|x|/n over the deviation, one of the variance stretches
        // them.
        double[] Normalized(int axis, double epsilon, long channels = 1, bool centered = true)
        {
            double[] values = x[0]!.ToDoubles(), units = new double[r.Length];
            int size = (int)channels;
            foreach (long d in x[0]!.Dims[axis..]) size *= (int)d;
            double scale = x[1]!.ToDoubles().Select(Math.Abs).DefaultIfEmpty(1).Max();
            for (int at = 0; at < values.Length; at += size)
            {
                var row = values[at..(at + size)];
                double mean = centered ? row.Average() : 0, variance = row.Average(v => (v - mean) * (v - mean));
                double k = Roundings.Sum(size) + Roundings.Equal(row.CountBy(v => v).Max(c => c.Value));
                double shift = !centered ? 0 : row.Average(Math.Abs) / Math.Sqrt(variance + epsilon) * scale;
                double stretch = row.Max(v => Math.Abs(v - mean)) / Math.Sqrt(variance + epsilon) * scale;
                Array.Fill(units, k * (shift + stretch / 2), at, size);
            }
            return units;
        }
    }

    private static double Distance(double a, double b) => a.Equals(b) ? 0 : double.IsNaN(a) || double.IsNaN(b)
        ? double.PositiveInfinity : Math.Abs(a - b);

    private static Tensor Shift(Tensor t, Tensor error, int sign)
    {
        double[] values = t.ToDoubles(), errors = error.ToDoubles();
        for (int i = 0; i < values.Length; i++)
            values[i] = t.DType == DType.Bool ? errors[i] > 0 ? 1 - values[i] : values[i] : values[i]
                + sign * errors[i];
        return Tensor.FromDoubles(t.DType, values, t.Dims);
    }

    private static Tensor Sum(Tensor a, Tensor? b)
    {
        if (b is null) return a;
        double[] sum = a.ToDoubles(), other = b.ToDoubles();
        for (int i = 0; i < sum.Length; i++) sum[i] += other[i];
        return Tensor.FromDoubles(DType.F64, sum, a.Dims);
    }

    private static Tensor Map(Tensor t, Func<double, double> f) =>
        Tensor.FromDoubles(DType.F64, Array.ConvertAll(t.ToDoubles(), v => f(v)), t.Dims);
}
