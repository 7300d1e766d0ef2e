using XinRT.Ir;
using XinRT.Passes;

namespace XinRT.TestKit.Faults;

/// <summary>A fault of a rewrite: a wrong change is made to the graph just before the step that made it once.</summary>
public abstract class PassFault : Fault
{
    /// <summary>Name of the pass, or of a rule in it, before which the change is made.</summary>
    protected abstract string Before { get; }

    /// <inheritdoc/>
    public override Pipeline Pipeline(Pipeline pipeline)
    {
        int at = pipeline.Passes.ToList().FindIndex(p => p.Name == Before
            || (p is Rules rules && rules.All.Any(r => r.Name == Before)));
        return new([.. pipeline.Passes.Take(at), new Change(this), .. pipeline.Passes.Skip(at)]);
    }

    /// <summary>Makes the wrong change wherever the former condition holds; whether it did.</summary>
    protected abstract bool Apply(Graph graph);

    private sealed class Change(PassFault fault) : Pass
    {
        public override string Name => fault.Name;

        public override bool Run(Graph graph, PassContext context) => fault.Apply(graph) | RunOnBodies(graph, context);
    }
}
