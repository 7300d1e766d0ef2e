using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>x·s</c>, where a squeeze-and-excite block computes the factors s of x alone → the block gives the product: its last
/// layer multiplies the channels for which it has just computed the factors.</summary>
public sealed class FuseExcitation : Pass
{
    /// <inheritdoc/>
    public override FusedKind? Makes => FusedKind.SqueezeExcite;

    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = RunOnBodies(graph, context);
        foreach (var node in graph.Nodes.ToList())
        {
            context.Cancel.ThrowIfCancellationRequested();
            if (!context.MayRewrite) return changed;
            if (node.Op is not MulOp || ChannelScale.Of(node) is not { } slot) continue;
            var (image, factors) = (node.Inputs[1 - slot]!, node.Inputs[slot]!);
            if (factors.Producer is not { Op: FusedOp { Kind: FusedKind.SqueezeExcite } } block) continue;
            if (WhyNot(graph, block, image, factors) is { } reason)
            {
                context.Log.AddMissed(Name, node.Name, reason);
                continue;
            }
            context.Log.AddApplied(Name, node.Name);
            Fuse(graph, block, node, slot);
            changed = true;
        }
        return changed;
    }

    private static string? WhyNot(Graph graph, Node block, Value image, Value factors)
    {
        if (block.Inputs[0] != image) return $"'{factors.Name}' is computed of another image than '{image.Name}'";
        return factors.Users.Count > 1 || graph.IsOutput(factors) ? $"'{factors.Name}' has other readers" : null;
    }

    private static void Fuse(Graph graph, Node block, Node product, int slot)
    {
        var result = product.Outputs[0]!;
        var body = block.Bodies[0].Clone();
        Value x = body.Inputs[0], factors = body.Outputs[0], scaled = new(body.UniqueName(result.Name), result.Type);
        body.ReplaceUses(factors, scaled);
        Value[] operands = slot == 0 ? [factors, x] : [x, factors];
        body.Add(new Node(product.Name, product.Op, operands, [scaled], origins: product.Origins));
        var origins = block.Origins.Concat(product.Origins).Distinct().ToArray();
        graph.InsertBefore(product, [new Node(product.Name, block.Op, [.. block.Inputs], [result], [body], origins)]);
        graph.RemoveAll(n => n == block || n == product);
    }
}
