using XinRT.Ir;
using XinRT.Ops;
using XinRT.Reference;

namespace XinRT.Compare.Golden;

/// <summary>Compares a quantized graph with a golden run at every QuantizeLinear: each stretch of the graph starts from golden
/// values, so its own error shows and not what it inherits.</summary>
/// <param name="Count">Quantized values compared.</param>
/// <param name="MaxSteps">Largest difference, in steps of the quantized type.</param>
/// <param name="Worst">The value with the largest difference.</param>
/// <param name="ShareOff">Part of all elements that differ at all.</param>
public sealed record QuantizedBoundaries(int Count, long MaxSteps, string Worst, double ShareOff)
{
    /// <summary>Names of the values to take from the golden run.</summary>
    public static IReadOnlyList<string> Names(Graph graph) =>
        [.. graph.Nodes.Where(n => n.Op is QuantizeLinearOp).Select(n => n.Outputs[0]!.Name)];

    /// <summary>Runs the graph, replacing each quantized value by the golden one after it was compared.</summary>
    public static QuantizedBoundaries Measure(Graph graph, IReadOnlyDictionary<string, Datum> inputs, IReadOnlyDictionary<string, Datum> golden, int threads)
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
                if (!names.Contains(value.Name) || !golden.TryGetValue(value.Name, out var right)) return actual;
                var (a, g) = (((Tensor)actual).ToDoubles(), ((Tensor)right).ToDoubles());
                if (a.Length != g.Length) throw new InferenceException("XIN6110", $"value '{value.Name}'", $"the golden run has {right.Type}, the engine {actual.Type}");
                count++;
                total += a.Length;
                for (int i = 0; i < a.Length; i++)
                {
                    long steps = (long)Math.Abs(a[i] - g[i]);
                    if (steps == 0) continue;
                    off++;
                    if (steps > maxSteps) (maxSteps, worst) = (steps, value.Name);
                }
                return right;
            },
        };
        executor.Run(graph, [.. graph.Inputs.Select(v => inputs[v.Name])]);
        return new(count, maxSteps, worst, total == 0 ? 0 : (double)off / total);
    }
}
