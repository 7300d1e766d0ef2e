using XinRT.Ir;
using XinRT.Onnx;
using XinRT.Reference;

namespace XinRT.Compare.Golden;

/// <summary>The imported model, before any pass, on the reference evaluator.</summary>
public sealed class ReferenceRunner : IGoldenRunner
{
    private readonly Graph _graph;
    private readonly IReadOnlyList<IrType> _types;
    private readonly int _threads;
    private readonly bool _wide;

    /// <summary>Imports the model.</summary>
    /// <param name="model">The parsed model.</param>
    /// <param name="threads">Threads of one operator.</param>
    /// <param name="arithmetic">FP32 as the model says, or FP64 throughout.</param>
    public ReferenceRunner(OnnxModel model, int threads, ReferenceArithmetic arithmetic = ReferenceArithmetic.AsWritten)
    {
        var graph = OnnxImporter.Import(model);
        (_threads, _types) = (threads, [.. graph.Outputs.Select(o => o.Type)]);
        _wide = arithmetic == ReferenceArithmetic.Double;
        _graph = _wide ? DoublePrecision.Widen(graph) : graph;
    }

    /// <inheritdoc/>
    public string Name => _wide ? "reference in FP64" : "reference";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Datum> Run(IReadOnlyDictionary<string, Datum> inputs)
    {
        var outputs = new ReferenceExecutor { Threads = _threads }.Run(_graph,
            [.. _graph.Inputs.Select(v => _wide ? DoublePrecision.Widen(inputs[v.Name]) : inputs[v.Name])]);
        return _graph.Outputs.Select((v, i) => (v.Name, Value: _wide ? DoublePrecision.Narrow(outputs[i], _types[i]) : outputs[i]))
            .DistinctBy(o => o.Name).ToDictionary(o => o.Name, o => o.Value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

/// <summary>Arithmetic of the reference.</summary>
public enum ReferenceArithmetic
{
    /// <summary>The element types of the model.</summary>
    AsWritten,

    /// <summary>FP64 wherever the model says FP32.</summary>
    Double,
}
