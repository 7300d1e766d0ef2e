namespace XinRT.Ir;

/// <summary>How many threads may work on an operator, and the token that ends the work early.</summary>
public readonly record struct Workers(int Count, CancellationToken Cancel = default)
{
    /// <summary>Who runs the loops; the thread pool of .NET if nobody is named.</summary>
    public IParallelism? Parallelism { get; init; }

    /// <summary>Threads whose work cannot be ended early.</summary>
    public static implicit operator Workers(int count) => new(count);

    /// <summary>The number of threads.</summary>
    public static implicit operator int(Workers workers) => workers.Count;
}
