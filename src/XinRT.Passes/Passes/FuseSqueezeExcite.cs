using XinRT.Fusion;
using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>f₂(w₂·f₁(w₁·mean(x) + b₁) + b₂)</c>, which then scales x by channel, → one node: on tensors that small
/// the time is in starting kernels.</summary>
public sealed class FuseSqueezeExcite : Pass
{
    /// <inheritdoc/>
    public override FusedKind? Makes => FusedKind.SqueezeExcite;

    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (var node in graph.Nodes.ToList())
        {
            context.Cancel.ThrowIfCancellationRequested();
            foreach (var body in node.Bodies) changed |= Run(body, context);
            if (node.Op is not GlobalAveragePoolOp) continue;
            if (node.Inputs[0] is not { TensorType: { DType: DType.F32, Shape.Rank: 3 or 4 } }) continue;
            var block = Block.Read(graph, node);
            if (block.Layers == 0) continue;
            if (block.WhyNot(node.Inputs[0]!) is { } reason)
            {
                context.Log.AddMissed(Name, node.Name, reason);
                continue;
            }
            if (!context.MayRewrite) return changed;
            context.Log.AddApplied(Name, node.Name);
            var region = new FusedRegion(FusedRegion.Places(graph), node, context.Options.Fusion, FusedKind.SqueezeExcite);
            foreach (var next in block.Nodes) region.Add(next);
            region.Fuse(graph, node.Name);
            changed = true;
        }
        return changed;
    }

    // What follows the means, one after the other.
    private sealed class Block
    {
        private string? _stop;

        public List<Node> Nodes { get; } = [];

        public int Layers { get; private set; }

        private Value Result { get; set; } = null!;

        public static Block Read(Graph graph, Node pool)
        {
            var block = new Block { Result = pool.Outputs[0]! };
            var pending = new List<Node>();
            for (var value = block.Result; ;)
            {
                if (graph.IsOutput(value) || value.Users.Count != 1) break;
                var next = value.Users[0];
                bool isLayer = next.Op is ConvOp or GemmOp or MatMulOp;
                if (isLayer && block.Layers == 2) break;
                if (isLayer && (block._stop = WhyNotLayer(next, value)) is not null) break;
                if (!isLayer && !IsView(next, value) && !(block.Layers > 0 && IsFunction(next, value))) break;
                pending.Add(next);
                value = next.Outputs[0]!;
                if (isLayer) block.Layers++;
                // A view at the end costs nothing outside.
                if (isLayer || !IsView(next, next.Inputs[0]!))
                {
                    block.Nodes.AddRange(pending);
                    pending.Clear();
                    block.Result = value;
                }
            }
            return block;
        }

        public string? WhyNot(Value image)
        {
            if (Layers < 2) return _stop ?? $"'{Result.Name}' does not go through two layers alone";
            var ends = new List<Value> { Result };
            for (int i = 0; i < ends.Count; i++)
                ends.AddRange(ends[i].Users.Where(n => IsView(n, ends[i])).Select(n => n.Outputs[0]!));
            return ends.SelectMany(v => v.Users).Any(n => n.Op is MulOp && n.Inputs.Contains(image)) ? null
                : $"'{Result.Name}' does not scale '{image.Name}', of which the means are";
        }

        private static string? WhyNotLayer(Node node, Value input)
        {
            if (node.Inputs[0] != input) return $"{node} reads the means as weights";
            if (node.Outputs[0]!.TensorType.DType != DType.F32) return $"{node} is not computed in float32";
            if (node.Inputs[1]?.Constant is not { } weights) return $"the weights of {node} are not constant";
            long channels;
            switch (node.Op)
            {
                case ConvOp { Group: not 1 }:
                case ConvOp conv when conv.Pads.Any(p => p != 0) || weights.Dims[2..].ContainsAnyExcept(1):
                    return $"{node} is more than a layer over channels";
                case ConvOp:
                    channels = weights.Dim(0);
                    break;
                case GemmOp gemm when gemm is not { Alpha: 1, Beta: 1, TransA: false }:
                    return $"{node} has factors or reads the means transposed";
                default:
                    if (weights.Rank != 2 || input.TensorType.Shape?.Rank != 2)
                        return $"{node} is not a product of two matrices";
                    channels = weights.Dim(node.Op is GemmOp { TransB: true } ? 0 : 1);
                    break;
            }
            if (channels < 2) return $"{node} has a single output";
            return node.Input(2) is not { } bias || (bias.TensorType.Shape is { } shape && AxisNumbers.Fit(shape, 2, -1, channels)) ? null
                : $"the bias of {node} is not one number for each output";
        }

        private static bool IsView(Node node, Value input) => node.Inputs[0] == input
            && node.Op is FlattenOp or ReshapeOp or SqueezeOp or UnsqueezeOp
            && node.Inputs.Skip(1).All(v => v is null or { IsConstant: true });

        private static bool IsFunction(Node node, Value input) => ElementwiseTerms.WhyNot(node) is null
            && node.Outputs[0]!.TensorType.Equals(input.TensorType)
            && node.Inputs.All(v => v is null || v == input || ElementwiseTerms.Number(v) is not null);
    }
}
