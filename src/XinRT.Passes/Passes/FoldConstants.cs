using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Passes;

/// <summary>Computes nodes whose operands are all constant, with the reference evaluator.</summary>
/// <remarks>Dequantized weights stay quantized: later stages want the small integers and their scales, not the floats.</remarks>
public sealed class FoldConstants : Pass
{
    // A result of up to 1 MiB is folded even if it is much larger than its operands: masks and position tables.
    private const long Tiny = 1 << 20;
    private const int MaxGrowth = 4;

    // The limit during evaluation counts small elements as 8 bytes; half-width weights up to the limit still fold.
    private const int Widened = 4;

    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        var host = new ReferenceExecutor { Threads = context.Options.Threads, Cancel = context.Cancel, MaxTensorBytes = Widened * context.Options.FoldLimit };
        return Run(graph, context, host);
    }

    private bool Run(Graph graph, PassContext context, ReferenceExecutor host)
    {
        var folded = new HashSet<Node>();
        bool changed = false;
        foreach (var node in graph.Nodes)
        {
            context.Cancel.ThrowIfCancellationRequested();
            if (!context.MayRewrite) break;
            foreach (var body in node.Bodies) changed |= BringConstantsIn(node, body) | Run(body, context, host);
            if (!node.Inputs.All(v => v is null || v.IsConstant) || !CanFold(node)) continue;
            if (WhyNot(node, context.Options.FoldLimit) is { } reason)
            {
                context.Log.AddMissed(Name, node.Name, reason);
                continue;
            }
            if (!TryEvaluate(node, context, host, out var results)) continue;
            context.Log.AddApplied(Name, node.Name);
            Replace(graph, node, results);
            folded.Add(node);
        }
        if (folded.Count > 0) graph.RemoveAll(folded.Contains);
        return changed || folded.Count > 0;
    }

    private static bool CanFold(Node node) => node.Bodies.Count == 0 && node.Op.IsDeterministic
        && node.Op.Info.Name != "DequantizeLinear" && node.Outputs.All(v => v is null || v.Type is TensorType);

    private static string? WhyNot(Node node, long limit)
    {
        double before = node.Inputs.Sum(v => v is null ? 0 : Bytes(v.TensorType) ?? 0), after = 0;
        foreach (var output in node.Outputs)
        {
            if (output is null) continue;
            if (Bytes(output.TensorType) is not { } bytes)
            {
                if (before <= Tiny && output.TensorType.Shape is not null && node.Op.Info.Name != "Range") continue;
                return "the size of the result is not known before it is computed";
            }
            after += bytes;
        }
        return after > limit ? $"the result takes {after:0} bytes, more than the limit of {limit}"
            : after > Tiny && after > MaxGrowth * before ? $"the result takes {after:0} bytes, much more than the operands"
            : null;
    }

    private static double? Bytes(TensorType type) => type.Shape is { } shape && shape.TryGetStatic(out var dims)
        ? CostContext.Product(dims) * Math.Max(1, type.DType.SizeInBytes()) : null;

    private bool TryEvaluate(Node node, PassContext context, ReferenceExecutor host, out IReadOnlyList<Datum?> results)
    {
        try
        {
            results = host.Evaluate(node, [.. node.Inputs.Select(v => v?.Constant)]);
            // Sizes that inference did not know show only now.
            return results.All(r => r is null || (r is Tensor t && (long)t.Count * Math.Max(1, t.DType.SizeInBytes()) <= context.Options.FoldLimit));
        }
        catch (XinException e)
        {
            // A branch that never runs may hold a node that cannot be computed; the run decides.
            context.Log.AddMissed(Name, node.Name, e.Because);
            results = [];
            return false;
        }
    }

    private static void Replace(Graph graph, Node node, IReadOnlyList<Datum?> results)
    {
        for (int i = 0; i < node.Outputs.Count; i++)
            if (node.Outputs[i] is { } old) graph.ReplaceUses(old, new Value(old.Name, (Tensor)results[i]!) { Sources = old.Sources });
        for (int i = 0; i < node.Inputs.Count; i++) node.SetInput(i, null);
    }

    // A captured constant is the same in every run of the body.
    private static bool BringConstantsIn(Node node, Graph body)
    {
        bool changed = false;
        for (int i = 1; i <= body.CapturedCount; i++)
        {
            var inner = body.Inputs[^i];
            if (node.Inputs[^i]?.Constant is not { } constant || (inner.Users.Count == 0 && !body.IsOutput(inner))) continue;
            body.ReplaceUses(inner, new Value(inner.Name, constant) { Sources = inner.Sources });
            changed = true;
        }
        return changed;
    }
}
