using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.TestKit;

/// <summary>Graphs and constants in text form: inputs with made-up contents, constants as tensors, runs on the reference.</summary>
public static class GraphTexts
{
    /// <summary>A constant such as <c>f32[2](0.5, 1)</c> as a tensor.</summary>
    public static Tensor Tensor(string constant) => Graph.Parse($"output const {constant}").Outputs[0].Constant!;

    /// <summary>A value for every input of the graph. Symbols become 2, 3, 4, … in order of their first use.</summary>
    public static IReadOnlyList<Datum> Inputs(Graph graph)
    {
        var symbols = Symbols(graph);
        return [.. graph.Inputs.Select((v, i) => Synthetic(v.Type.Bind(symbols), i + 1))];
    }

    /// <summary>The sizes that <see cref="Inputs"/> gives to the symbols of the inputs.</summary>
    public static Dictionary<string, long> Symbols(Graph graph)
    {
        var symbols = new Dictionary<string, long>();
        foreach (var value in graph.Inputs)
            foreach (var dim in value.TensorType.Shape ?? Shape.Scalar)
                foreach (string symbol in dim.Symbols) symbols.TryAdd(symbol, symbols.Count + 2);
        return symbols;
    }

    /// <summary>Parses, runs on the reference with made-up inputs, and checks all inferred types on the way.</summary>
    public static Datum[] Run(string text) => Run(Graph.Parse(text));

    /// <summary>As above.</summary>
    public static Datum[] Run(Graph graph)
    {
        var check = new TypeAgreement(graph, Symbols(graph));
        var executor = new ReferenceExecutor { Threads = 2, Observe = check.Observe };
        return executor.Run(graph, Inputs(graph));
    }

    private static Datum Synthetic(IrType type, int seed) => type switch
    {
        TensorType { Shape: { } shape } t when shape.TryGetStatic(out long[]? dims) => SyntheticTensor.Make(t.DType, dims, seed),
        SequenceType s => new SequenceDatum(s.Element, [Synthetic(s.Element, seed), Synthetic(s.Element, seed + 100)]),
        OptionalType o => new OptionalDatum(o.Element, Synthetic(o.Element, seed)),
        _ => throw new TestKitException($"No contents can be made up for {type}."),
    };
}
