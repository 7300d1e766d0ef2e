using System.Text;
using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>How the readers of each value would have it, decided before anything is placed in memory.</summary>
/// <param name="Graph">The graph of the values.</param>
/// <param name="Destinations">Where a value is to be written; those of which no reader says anything are
/// absent.</param>
/// <param name="Orders">Of results of views: the axes, outermost first, in the order in which the first kernel reads
/// them that would copy a row-major value. Absent where row-major is as good as any other.</param>
public sealed record WantedLayouts(Graph Graph, IReadOnlyDictionary<Value, Destination> Destinations,
    IReadOnlyDictionary<Value, int[]> Orders)
{
    /// <summary>One line for each value of which anything is wanted, in the order of the graph.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var value in Graph.Values)
        {
            if (Destinations.TryGetValue(value, out var destination))
                text.Append(value.Name).Append(": ").Append(destination).Append('\n');
            if (Orders.TryGetValue(value, out var order))
                text.Append(value.Name).Append(": order [").AppendJoin(',', order).Append("]\n");
        }
        return text.ToString();
    }
}
