using XinRT.Ir;

namespace XinRT.Compare.Conformance;

/// <summary>A model made ready to run.</summary>
/// <param name="Graph">The imported graph: names and types of inputs and outputs.</param>
/// <param name="Run">Runs it once.</param>
/// <param name="Release">Frees what it holds.</param>
public sealed record ConformanceRun(Graph Graph, Func<IReadOnlyList<Datum>, IReadOnlyList<Datum>> Run, Action? Release = null) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Release?.Invoke();
}
