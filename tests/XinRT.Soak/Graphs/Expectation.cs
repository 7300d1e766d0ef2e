using XinRT.Compare.Golden;
using XinRT.Ir;
using XinRT.Ops;
using XinRT.Reference;
using XinRT.TestKit.Networks;

namespace XinRT.Soak.Graphs;

/// <summary>What a graph must give for some inputs, with a bound for each element.</summary>
/// <remarks>
/// The bound is the sensitivity of the result to rounding. The graph is computed in FP64 several times, while every
/// input, constant and computed number is changed at random by up to <see cref="Rounding"/> of itself, as kernels may
/// round; an element may be off by <see cref="Factor"/> times the largest change seen at it plus the mean change of
/// its tensor. So long sums that cancel may err more, and where rounding decides (a comparison of equal numbers)
/// nothing is judged. What the reference in FP32 is off from FP64 counts too: it is the rounding of the graph as
/// written.
/// </remarks>
internal sealed class Expectation
{
    // Half a unit in the last place of FP32 is 2⁻²⁴; sums of some hundred terms and approximations of functions err by
    // more.
    private const double Unit = 1.0 / (1 << 24), Rounding = 32 * Unit;
    private const double Factor = 4;
    private const double Floor = 1.0 / (1 << 20);
    private const int Draws = 4;

    private Expectation(Datum[] inputs, Datum[] wide, ExpectedOutput[] outputs) => (Inputs, WideInputs, Outputs) =
        (inputs, wide, outputs);

    /// <summary>Inputs in the types of the graph.</summary>
    public Datum[] Inputs { get; }

    /// <summary>Inputs in FP64.</summary>
    public Datum[] WideInputs { get; }

    /// <summary>Results in order.</summary>
    public ExpectedOutput[] Outputs { get; }

    /// <summary>Computes it; null if the graph does not run with these inputs.</summary>
    public static Expectation? Of(Graph graph, Datum[] inputs, CancellationToken cancel)
    {
        Datum[] wideInputs = [.. inputs.Select(d => (Datum)DoublePrecision.Widen((Tensor)d))];
        try
        {
            var plain = new ReferenceExecutor { Threads = 1, Cancel = cancel };
            var single = plain.Run(graph, inputs);
            var exact = plain.Run(DoublePrecision.Widen(graph), wideInputs);
            Datum[]?[] noisy = [.. Enumerable.Range(0, Draws).Select(i => Noisy(graph, wideInputs, i, cancel))];
            return new(inputs, wideInputs,
                [.. exact.Select((e, k) =>
                Bound((Tensor)e, (Tensor)single[k], [.. noisy.Select(n => n?[k] as Tensor)]))]);
        }
        catch (XinException)
        {
            return null;
        }
    }

    /// <summary>Whether a graph takes the inputs.</summary>
    public static bool Runs(Graph graph, Datum[] inputs, CancellationToken cancel)
    {
        try
        {
            _ = new ReferenceExecutor { Threads = 1, Cancel = cancel }.Run(graph, inputs);
            return true;
        }
        catch (XinException)
        {
            return false;
        }
    }

    /// <summary>Runs a graph of the same sizes in FP64 and gives the first difference, or null.</summary>
    public string? Difference(Graph graph, CancellationToken cancel)
    {
        var results = new ReferenceExecutor { Threads = 1, Cancel = cancel }.Run(DoublePrecision.Widen(graph),
            WideInputs);
        return Difference(graph, results);
    }

    /// <summary>The first difference of results, or null.</summary>
    public string? Difference(Graph graph, IReadOnlyList<Datum> results)
    {
        for (int i = 0; i < Outputs.Length; i++)
            if (Outputs[i].Difference(results[i]) is { } difference)
                return $"output {i} '{graph.Outputs[i].Name}': {difference}";
        return null;
    }

    private static Datum[]? Noisy(Graph graph, Datum[] inputs, int number, CancellationToken cancel)
    {
        var draw = new Draw((ulong)number + 1);
        var wide = DoublePrecision.Widen(graph);
        Disturb(wide, draw);
        var executor = new ReferenceExecutor
        {
            Threads = 1, Cancel = cancel, Intercept = (value, datum) => datum is Tensor t
            ? Disturbed(t, draw, value.Producer?.Op is CumSumOp) : datum
        };
        try
        {
            return executor.Run(wide, [.. inputs.Select(d => Disturbed((Tensor)d, draw))]);
        }
        catch (XinException)
        {
            return null;
        }
    }

    private static void Disturb(Graph graph, Draw draw)
    {
        foreach (var value in graph.Values)
        {
            // Numbers that decide sizes stay.
            if (value.Constant is { DType: DType.F64 } constant && !value.Users.Any(u => u.Op is ResizeOp or RangeOp))
                value.Constant = Disturbed(constant, draw);
        }
        foreach (var body in graph.Nodes.SelectMany(n => n.Bodies)) Disturb(body, draw);
    }

    // Running sums of alike terms round alike, so their errors add up: up to a unit for each term. The sums at hand move together.
    private static Tensor Disturbed(Tensor tensor, Draw draw, bool isRunningSum = false)
    {
        if (tensor.DType != DType.F64) return tensor;
        var result = tensor.Clone();
        double drift = isRunningSum ? tensor.Dims.ToArray().DefaultIfEmpty(1).Max() * Unit * (draw.Chance(0.5) ? 1 : -1) : 0;
        foreach (ref double x in result.Span<double>())
            if (x != Math.Round(x) && Math.Abs(x) < 1e30) x *= 1 + drift + Rounding * draw.Unit();
        return result;
    }

    private static ExpectedOutput Bound(Tensor exact, Tensor single, Tensor?[] noisy)
    {
        if (noisy.Any(n => n is null || !n.Dims.SequenceEqual(exact.Dims)) || !single.Dims.SequenceEqual(exact.Dims))
            return new(exact, single, null);
        double[] wanted = exact.ToDoubles(), plain = single.ToDoubles();
        var changes = new double[wanted.Length];
        bool rounds = exact.DType.IsFloat();
        foreach (double[] other in noisy.Select(n => n!.ToDoubles()))
        {
            for (int i = 0; i < changes.Length; i++)
            {
                if (other[i].Equals(wanted[i])) continue;
                double change = rounds ? Math.Abs(other[i] - wanted[i]) : double.PositiveInfinity;
                changes[i] = double.IsNaN(change) ? double.PositiveInfinity : Math.Max(changes[i], change);
            }
        }
        if (!rounds)
        {
            // Rounding of the graph as written may decide too.
            for (int i = 0; i < changes.Length; i++)
                if (plain[i] != wanted[i]) changes[i] = double.PositiveInfinity;
            return new(exact, single, changes);
        }
        double mean = changes.Where(double.IsFinite).DefaultIfEmpty(0).Average();
        double size = Math.Sqrt(wanted.Where(double.IsFinite).Select(x => x * x).DefaultIfEmpty(0).Average());
        for (int i = 0; i < changes.Length; i++)
        {
            double own = double.IsFinite(plain[i]) && double.IsFinite(wanted[i]) ? Math.Abs(plain[i] - wanted[i]) : 0;
            changes[i] = Factor * (changes[i] + mean + own) + Floor * size;
        }
        return new(exact, single, changes);
    }
}
