using System.Runtime.ExceptionServices;
using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>What one context runs for given input shapes: steps in order, and where every value lies.</summary>
public sealed record ProgramPlan
{
    /// <summary>The graph with these shapes, and the backends of its nodes.</summary>
    public required Placement Placement { get; init; }

    /// <summary>The graph with these shapes.</summary>
    public Graph Graph => Placement.Graph;

    /// <summary>What is run. Views take no step; changes of layout take one.</summary>
    public required IReadOnlyList<PlannedStep> Steps { get; init; }

    /// <summary>Where each value of known size lies.</summary>
    public required IReadOnlyDictionary<Value, Place> Places { get; init; }

    /// <summary>Where outputs of the graph lie after the run, row-major.</summary>
    public required IReadOnlyDictionary<Value, Place> Outputs { get; init; }

    /// <summary>The step after which a value is there, -1 for inputs. Its memory may serve another value later.</summary>
    public required IReadOnlyDictionary<Value, int> ReadyAfter { get; init; }

    /// <summary>Buffers of the arena.</summary>
    public required IReadOnlyList<ArenaBuffer> Buffers { get; init; }

    /// <summary>Size of the arena.</summary>
    public required long ArenaBytes { get; init; }

    /// <summary>Largest sum of live buffers at any step: no arena can be smaller.</summary>
    public required long LowerBoundBytes { get; init; }

    /// <summary>The program with constants packed for the kernels that have none yet.</summary>
    /// <param name="engine">The engine whose kernels come with their constants; null while it is being built.</param>
    public ProgramPlan Pack(EnginePlan? engine = null)
    {
        if (!Steps.Any(Lacks)) return this;
        try
        {
            return this with { Steps = [.. Steps.AsParallel().AsOrdered().Select(s => Lacks(s) ? Packed(s) : s)] };
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<XinException>().FirstOrDefault() is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
            throw;
        }

        bool Lacks(PlannedStep step) => step.Kernel.Packed.Count == 0 && step.Plan.Packing is not null
            && (engine is null || step.Origin < 0 || engine.Kernels[step.Origin].Spec != step.Kernel.Spec);

        PlannedStep Packed(PlannedStep step) => step with
        {
            Kernel = step.Kernel with { Packed = step.Plan.Packing!.Make().ToArray() },
        };
    }
}
