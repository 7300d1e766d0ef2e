using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Evaluates one node and checks that it gave what was asked.</summary>
public static class NodeEvaluation
{
    /// <summary>Calls <see cref="Operator.Evaluate"/>; a failure on strange data becomes an <see cref="InferenceException"/>
    /// that names the node.</summary>
    public static IReadOnlyList<Datum?> Run(Node node, IReadOnlyList<Datum?> inputs, IEvalHost host)
    {
        var ctx = new EvalContext(node, inputs, host);
        Run(ctx);
        return ctx.Outputs;
    }

    /// <summary>The same for operands that are at hand.</summary>
    public static void Run(EvalContext ctx)
    {
        var node = ctx.Node;
        try
        {
            node.Op.Evaluate(ctx);
        }
        catch (AggregateException e) when (e.InnerException is XinException inner)
        {
            throw inner;
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or InvalidOperationException
            or OverflowException or NullReferenceException or InvalidCastException or AggregateException
            or KeyNotFoundException or DivideByZeroException or FormatException or NotSupportedException)
        {
            throw ctx.Error($"it cannot be computed from these inputs ({e.Message})").AsRunError();
        }
        for (int i = 0; i < node.Outputs.Count; i++)
            if (ctx.Wants(i) && ctx.Outputs[i] is null) throw ctx.Error($"it did not compute output {i}").AsRunError();
    }
}
