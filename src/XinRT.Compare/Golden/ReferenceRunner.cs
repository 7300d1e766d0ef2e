using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Reference;

namespace XinRT.Compare.Golden;

/// <summary>The imported model, before any pass, on the reference evaluator.</summary>
public sealed class ReferenceRunner(OnnxModel model, int threads) : IGoldenRunner
{
    private readonly Graph _graph = OnnxImporter.Import(model);

    /// <inheritdoc/>
    public string Name => "reference";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Datum> Run(IReadOnlyDictionary<string, Datum> inputs)
    {
        var outputs = new ReferenceExecutor { Threads = threads }.Run(_graph, [.. _graph.Inputs.Select(v => inputs[v.Name])]);
        return _graph.Outputs.Select((v, i) => (v.Name, outputs[i])).DistinctBy(o => o.Name).ToDictionary(o => o.Name, o => o.Item2);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
