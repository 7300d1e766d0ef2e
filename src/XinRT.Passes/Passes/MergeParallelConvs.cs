using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary>Makes one convolution of several with equal geometry that read the same value and are followed by the same function:
/// the value is read, and for Winograd's method transformed, once.</summary>
/// <remarks>
/// What is saved is reading the input again and the remainder of a register tile per layer; what it costs is that parts of a
/// result lie further apart. Where the weights are the larger share of what is read, as at the end of an image network, nothing is
/// left to save: layers of more than 256 channels over an input that fits into fast memory are left alone.
/// </remarks>
public sealed class MergeParallelConvs : MergeParallelLayers
{
    private const long FewChannels = 256;

    private protected override int Axis => 1;

    private protected override IEnumerable<IReadOnlyList<ParallelLayer>> Groups(Graph graph, PassContext context)
    {
        foreach (var source in graph.Values.ToList())
        {
            context.Cancel.ThrowIfCancellationRequested();
            var readers = source.Users.Where(n => n.Op is ConvOp && n.Inputs[0] == source).ToHashSet();
            if (readers.Count < 2) continue;
            var layers = graph.Nodes.Where(readers.Contains).Select(n => ParallelLayer.Of(graph, n)).OfType<ParallelLayer>().ToList();
            while (layers.Count > 1)
            {
                var alike = layers.Where(l => l.IsLike(layers[0])).ToList();
                layers.RemoveAll(alike.Contains);
                if (alike.Count < 2) continue;
                alike.RemoveAll(l => Refuse(graph, source, l, context));
                if (alike.Count > 1) yield return alike;
            }
        }
    }

    private bool Refuse(Graph graph, Value source, ParallelLayer layer, PassContext context)
    {
        string? reason = layer.WhyNot(graph) ?? Loss(source, layer, context.Options.Fusion);
        if (reason is not null) context.Log.AddMissed(Name, layer.Node.Name, reason);
        return reason is not null;
    }

    private static string? Loss(Value source, ParallelLayer layer, FusionPolicy policy)
    {
        if (layer.Channels <= FewChannels) return null;
        bool isLarge = source.TensorType.Shape is { } shape && shape.TryGetStatic(out long[]? dims)
            && CostContext.Product(dims) * sizeof(float) > policy.FastBytes;
        return isLarge ? null : $"{layer.Channels} channels over a small input: its weights are what is read";
    }
}
