using XinRT.Ir;

namespace XinRT.Passes;

/// <summary>Runs passes in turn until a whole round changes nothing, at most so many rounds.</summary>
public sealed class Repeat(int rounds, params IReadOnlyList<Pass> passes) : Pass
{
    /// <summary>The passes of one round.</summary>
    public IReadOnlyList<Pass> Passes { get; } = passes;

    /// <inheritdoc/>
    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        for (int i = 0; i < rounds; i++)
        {
            bool round = false;
            foreach (var pass in Passes) round |= Pipeline.RunOne(pass, graph, context);
            if (!round) break;
            changed = true;
        }
        return changed;
    }
}
