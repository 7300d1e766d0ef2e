using XinRT.Ir;
using XinRT.Runtime;

namespace XinRT.Compare.Reports;

/// <summary>One node of an engine with all that is known about it.</summary>
/// <param name="Index">Step.</param>
/// <param name="Name">Node name.</param>
/// <param name="Operator">Operator with its domain.</param>
/// <param name="Origins">ONNX nodes it stands for.</param>
/// <param name="Output">Type of the first output.</param>
/// <param name="Kernel">Kernel specification.</param>
/// <param name="Flops">Operations of one run at the sizes the engine was built for; open sizes count as 1.</param>
/// <param name="Bytes">Bytes that cross memory once.</param>
/// <param name="WeightBytes">Bytes of its constants.</param>
/// <param name="Offset">Place of the first output in the arena, or null.</param>
public sealed record EngineLayer(int Index, string Name, string Operator, ValueArray<string> Origins, string Output, string Kernel,
    double Flops, double Bytes, long WeightBytes, long? Offset);

/// <summary>Lists the layers of an engine.</summary>
public static class EngineLayers
{
    /// <summary>One entry a node, in order.</summary>
    public static IReadOnlyList<EngineLayer> Of(EnginePlan plan)
    {
        var symbols = plan.Ranges.ToDictionary(r => r.Symbol, r => r.Opt);
        var places = plan.Memory.Places.ToDictionary(p => p.Value, p => p.Offset);
        return [.. plan.Graph.Nodes.Select((node, i) =>
        {
            var cost = node.Op.EstimateCost(new CostContext(node, symbols));
            var output = node.Outputs.OfType<Value>().FirstOrDefault();
            return new EngineLayer(i, node.Name, node.Op.Info.FullName, node.Origins, output?.Type.ToString() ?? "", plan.Kernels[i].ToString(),
                cost.Flops, cost.Bytes, node.Inputs.Sum(v => (long)(v?.Constant?.Bytes.Length ?? 0)),
                output is not null && places.TryGetValue(output.Name, out long offset) ? offset : null);
        })];
    }
}
