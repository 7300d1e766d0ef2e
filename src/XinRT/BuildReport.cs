using XinRT.Compiler;
using XinRT.Compiler.Tuning;
using XinRT.Passes;
using XinRT.Planning;

namespace XinRT;

/// <summary>Collects what happened during a build; give one to <see cref="EngineBuilder"/> to fill it.</summary>
public sealed class BuildReport
{
    /// <summary>Nodes of the imported model, bodies not counted.</summary>
    public int ImportedNodes { get; internal set; }

    /// <summary>Nodes of the engine.</summary>
    public int EngineNodes { get; internal set; }

    /// <summary>What passes and rules did and did not do.</summary>
    public PassLog? Passes { get; internal set; }

    /// <summary>Where each node runs and which backends refused it.</summary>
    public IReadOnlyList<NodePlacement> Placements { get; internal set; } = [];

    /// <summary>Kernels that were timed.</summary>
    public IReadOnlyList<TunedProblem> Tuned { get; internal set; } = [];

    /// <summary>Time of each stage, in order.</summary>
    public IReadOnlyList<(BuildStage Stage, TimeSpan Time)> Times => _times;

    private readonly List<(BuildStage, TimeSpan)> _times = [];

    internal void Add(BuildStage stage, TimeSpan time) => _times.Add((stage, time));
}

/// <summary>Where a build stands.</summary>
/// <param name="Stage">The stage that began, or goes on.</param>
/// <param name="Tuning">How far kernels are timed; null outside of that.</param>
public sealed record BuildStatus(BuildStage Stage, TuningProgress? Tuning = null);

/// <summary>Stages of a build, in order.</summary>
public enum BuildStage
{
    /// <summary>Reading the model.</summary>
    Import,

    /// <summary>Rewriting the graph.</summary>
    Optimize,

    /// <summary>Placing nodes, choosing kernels, planning memory.</summary>
    Compile,

    /// <summary>Opening devices and making kernels.</summary>
    Load,
}
