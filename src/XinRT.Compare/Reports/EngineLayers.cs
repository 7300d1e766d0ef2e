using XinRT.Ir;
using XinRT.Ops;
using XinRT.Planning;

namespace XinRT.Compare.Reports;

/// <summary>One step of an engine with all that is known about it.</summary>
/// <param name="Index">Step.</param>
/// <param name="Node">The node.</param>
/// <param name="Operator">Operator with its domain; those of a fused node joined by <c>+</c>.</param>
/// <param name="Output">Type of the first output.</param>
/// <param name="Kernel">Kernel specification.</param>
/// <param name="Flops">Operations of one run at typical sizes.</param>
/// <param name="Bytes">Bytes that cross memory once.</param>
/// <param name="WeightBytes">Bytes of its constants, packed ones included.</param>
/// <param name="Offset">Place of the first output in the arena, or null.</param>
public sealed record EngineLayer(int Index, Node Node, string Operator, string Output, string Kernel,
    double Flops, double Bytes, long WeightBytes, long? Offset);

/// <summary>Lists the layers of an engine.</summary>
public static class EngineLayers
{
    /// <summary>One entry a step, in order.</summary>
    public static IReadOnlyList<EngineLayer> Of(ProgramPlan program) => [.. program.Steps.Select((step, i) =>
    {
        var (flops, bytes) = CostOf(step.Node);
        var place = step.Outputs.FirstOrDefault(p => p is not null);
        return new EngineLayer(i, step.Node, NameOf(step.Node), step.Node.Outputs.OfType<Value>().FirstOrDefault()?.Type.ToString() ?? "", step.Kernel.Spec.ToString(),
            flops, bytes, step.Inputs.Sum(p => p?.Buffer is ConstantBuffer c ? c.Tensor.Bytes.Length : 0L) + step.Kernel.Packed.Sum(t => (long)t.Bytes.Length),
            place is { Buffer: ArenaBuffer buffer } ? buffer.Offset + place.Offset : null);
    })];

    private static (double Flops, double Bytes) CostOf(Node node)
    {
        if (node.Op is not FusedOp)
        {
            var cost = node.Op.EstimateCost(new CostContext(node));
            return (cost.Flops, cost.Bytes);
        }
        // What is fused touches memory only at its ends.
        double flops = node.Bodies[0].Nodes.Sum(n => n.Op.EstimateCost(new CostContext(n)).Flops);
        double bytes = node.Inputs.Concat(node.Outputs).OfType<Value>().Sum(v => (double)(MemorySize.Of(v.Type) ?? 0));
        return (flops, bytes);
    }

    private static string NameOf(Node node) => node.Op is FusedOp ? string.Join('+', node.Bodies[0].Nodes.Select(NameOf)) : node.Op.Info.FullName;
}
