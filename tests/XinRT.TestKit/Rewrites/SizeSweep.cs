using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.TestKit.Rewrites;

/// <summary>Runs a graph at several sizes of its symbols, 0 and 1 included.</summary>
public static class SizeSweep
{
    private static readonly long[] Sizes = [0, 1, 2, 4];

    /// <summary>Sizes for all symbols of the inputs, in every combination; one empty list of sizes if there are none.</summary>
    public static IEnumerable<Dictionary<string, long>> Of(Graph graph)
    {
        string[] symbols = [.. graph.Inputs.SelectMany(v => v.TensorType.Shape ?? Shape.Scalar).SelectMany(d => d.Symbols).Distinct()];
        int count = (int)Math.Pow(Sizes.Length, symbols.Length);
        for (int i = 0; i < count; i++)
        {
            int rest = i;
            var bound = new Dictionary<string, long>();
            foreach (string symbol in symbols) (bound[symbol], rest) = (Sizes[rest % Sizes.Length], rest / Sizes.Length);
            yield return bound;
        }
    }

    /// <summary>Made-up inputs of these sizes.</summary>
    public static Datum[] Inputs(Graph graph, IReadOnlyDictionary<string, long> sizes) => [.. graph.Inputs.Select((v, i) =>
        v.Type.Bind(sizes) is TensorType { Shape: { } shape } type && shape.TryGetStatic(out long[]? dims)
            ? (Datum)SyntheticTensor.Make(type.DType, dims, i + 1) : throw new TestKitException($"No contents can be made up for {v}."))];

    /// <summary>Whether results have the sizes that inference gave them. Only sizes of 0 in a target of Reshape break that: two at
    /// once, or one in a run that ONNX gives no meaning.</summary>
    public static bool IsAsInferred(Graph graph, IReadOnlyDictionary<string, long> sizes, Datum[] results) =>
        !sizes.Values.Contains(0) || graph.Outputs.Zip(results).All(o => o.First.Type.Bind(sizes) is not TensorType { IsStatic: true } type || type.Equals(o.Second.Type));

    /// <summary>What the graph gives, or null if it cannot run with these inputs.</summary>
    public static Datum[]? TryRun(Graph graph, Datum[] inputs)
    {
        try
        {
            return new ReferenceExecutor { Threads = 1 }.Run(graph, inputs);
        }
        catch (XinException)
        {
            return null;
        }
    }
}
