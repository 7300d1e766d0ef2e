using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Infers all types again, since every folded constant may make a shape known.</summary>
public sealed class InferTypes : Pass
{
    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        TypeInference.Run(graph);
        return false;
    }
}
