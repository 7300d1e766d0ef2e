using System.Runtime.ExceptionServices;
using XinRT.Backends;
using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>What one context runs for given input shapes: steps in order, and where every value lies.</summary>
public sealed record ProgramPlan
{
    /// <summary>The graph with these shapes.</summary>
    public required Graph Graph { get; init; }

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

    /// <summary>Fused nodes in whose place their parts are run.</summary>
    public IReadOnlyList<TakenApart> TakenApart { get; init; } = [];

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

/// <summary>One step of a program.</summary>
/// <param name="Node">What is computed; an Identity where only the layout changes.</param>
/// <param name="Origin">Index of the engine's node that it stands for, -1 for a change of layout.</param>
/// <param name="Kernel">What computes it.</param>
/// <param name="Problem">Operands with their final layouts.</param>
/// <param name="Plan">What the kernel needs.</param>
public sealed record PlannedStep(Node Node, int Origin, NodeKernel Kernel, KernelProblem Problem, KernelPlan Plan)
{
    /// <summary>The problem before layouts were changed for the kernel.</summary>
    public required KernelProblem AtHand { get; init; }

    /// <summary>Where the operands lie; null where absent or of a size only the run can tell.</summary>
    public required IReadOnlyList<Place?> Inputs { get; init; }

    /// <summary>Where the results lie.</summary>
    public required IReadOnlyList<Place?> Outputs { get; init; }

    /// <summary>Memory that only this step uses, or null.</summary>
    public ArenaBuffer? Workspace { get; init; }
}

/// <summary>Where a value lies.</summary>
/// <param name="Buffer">The memory.</param>
/// <param name="Offset">Bytes from its beginning.</param>
/// <param name="DType">Element type.</param>
/// <param name="Layout">Sizes and strides.</param>
public sealed record Place(IBuffer Buffer, long Offset, DType DType, TensorLayout Layout);

/// <summary>Memory that values lie in.</summary>
public interface IBuffer;

/// <summary>Contents that never change.</summary>
public sealed record ConstantBuffer(Tensor Tensor) : IBuffer;

/// <summary>A part of the arena.</summary>
public sealed class ArenaBuffer(long bytes) : IBuffer
{
    /// <summary>Size.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>First step that touches it.</summary>
    public int FirstStep { get; internal set; } = int.MaxValue;

    /// <summary>Last step that touches it.</summary>
    public int LastStep { get; internal set; } = -1;

    /// <summary>Bytes from the beginning of the arena.</summary>
    public long Offset { get; internal set; }

    internal void Touch(int step)
    {
        FirstStep = Math.Min(FirstStep, step);
        LastStep = Math.Max(LastStep, step);
    }
}
