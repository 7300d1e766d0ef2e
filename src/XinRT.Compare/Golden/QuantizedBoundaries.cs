using XinRT.Ir;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Compare.Golden;

/// <summary>Compares a quantized graph with a run at every quantization: each stretch of the graph starts from values of that run,
/// so its own error shows and not what it inherits.</summary>
/// <param name="Count">Quantized values compared.</param>
/// <param name="MaxSteps">Largest difference, in steps of the quantized type.</param>
/// <param name="Worst">The value with the largest difference.</param>
/// <param name="ShareOff">Part of all elements that differ at all.</param>
/// <param name="Outputs">The outputs of the graph from the last values of that run, against its own outputs.</param>
public sealed record QuantizedBoundaries(int Count, long MaxSteps, string Worst, double ShareOff, IReadOnlyList<OutputDifference> Outputs)
{
    /// <summary>Whether every stretch is within one step, and the stretches to the outputs within the tolerance. Without a
    /// quantized value nothing is shown.</summary>
    public bool Agree(MatchCriteria criteria) => Count > 0 && MaxSteps <= 1 && Outputs.All(o => criteria.AcceptsRounding(o, 1));

    /// <summary>Names of the values to take from the run.</summary>
    public static IReadOnlyList<string> Names(Graph graph) => [.. graph.Nodes.Where(n => n.Op is QuantizeLinearOp or DynamicQuantizeLinearOp)
        .SelectMany(n => n.Outputs).OfType<Value>().Select(v => v.Name)];

    /// <summary>Runs the graph on the reference evaluator, replacing each quantized value by that of the run after it was
    /// compared.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">Inputs by name.</param>
    /// <param name="run">Outputs and quantized values of the run by name.</param>
    /// <param name="threads">Threads of one operator.</param>
    public static QuantizedBoundaries Measure(Graph graph, IReadOnlyDictionary<string, Datum> inputs, IReadOnlyDictionary<string, Datum> run, int threads)
    {
        var names = Names(graph).ToHashSet(StringComparer.Ordinal);
        int count = 0;
        long maxSteps = 0, off = 0, total = 0;
        string worst = "";
        var executor = new ReferenceExecutor
        {
            Threads = threads,
            Intercept = (value, actual) =>
            {
                if (!names.Contains(value.Name) || !run.TryGetValue(value.Name, out var right)) return actual;
                var (a, g) = (((Tensor)actual).ToDoubles(), ((Tensor)right).ToDoubles());
                if (a.Length != g.Length) throw new InferenceException("XIN6110", $"value '{value.Name}'", $"the run has {right.Type}, the graph {actual.Type}");
                count++;
                total += a.Length;
                // A scale that is off by a part moves the largest code of 8 bits by that part of 255.
                bool scale = ((Tensor)actual).DType.IsFloat();
                for (int i = 0; i < a.Length; i++)
                {
                    long steps = (long)(scale ? Math.Abs(a[i] - g[i]) * 255 / Math.Max(Math.Abs(g[i]), double.Epsilon) : Math.Abs(a[i] - g[i]));
                    if (steps == 0) continue;
                    off++;
                    if (steps > maxSteps) (maxSteps, worst) = (steps, value.Name);
                }
                return right;
            },
        };
        var outputs = executor.Run(graph, [.. graph.Inputs.Select(v => inputs[v.Name])]);
        return new(count, maxSteps, worst, total == 0 ? 0 : (double)off / total,
            [.. graph.Outputs.Zip(outputs).Where(o => run.ContainsKey(o.First.Name)).Select(o => OutputDifference.Measure(o.First.Name, run[o.First.Name], o.Second))]);
    }

    /// <summary>The worse of two measurements in everything.</summary>
    public QuantizedBoundaries Worse(QuantizedBoundaries other) => new(Math.Min(Count, other.Count), Math.Max(MaxSteps, other.MaxSteps),
        MaxSteps >= other.MaxSteps ? Worst : other.Worst, Math.Max(ShareOff, other.ShareOff), [.. Outputs, .. other.Outputs]);
}
