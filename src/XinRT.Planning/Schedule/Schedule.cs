using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>What is run in which order, and how every value lies in which memory.</summary>
/// <param name="Steps">The steps in order.</param>
/// <param name="Places">Where each value of known size lies.</param>
/// <param name="Outputs">Where outputs of the graph lie after the run, row-major.</param>
/// <param name="ReadyAfter">The step after which a value is there, -1 for inputs.</param>
/// <param name="Storages">All memory that values and workspaces lie in.</param>
internal sealed record Schedule(IReadOnlyList<ScheduledStep> Steps, IReadOnlyDictionary<Value, Place> Places,
    IReadOnlyDictionary<Value, Place> Outputs, IReadOnlyDictionary<Value, int> ReadyAfter,
    IReadOnlyList<Storage> Storages);
