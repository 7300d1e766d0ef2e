using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>From the names of tensors in the imported model to the values of the optimized graph.</summary>
public sealed class SourceMap
{
    private readonly Dictionary<string, (Value Value, ValueSource Source)> _places = new(StringComparer.Ordinal);

    /// <summary>Reads the sources of the graph's own values, not of those within bodies.</summary>
    public SourceMap(Graph graph)
    {
        foreach (var value in graph.Values)
        {
            foreach (var source in value.Sources)
            {
                // What needs fewer steps is nearer to what the kernels computed.
                if (!_places.TryGetValue(source.Tensor, out var known) || known.Source.Steps.Count > source.Steps.Count)
                    _places[source.Tensor] = (value, source);
            }
        }
    }

    /// <summary>Tensors of the model that the graph still tells, with the value that each follows from.</summary>
    public IReadOnlyDictionary<string, (Value Value, ValueSource Source)> Places => _places;
}
