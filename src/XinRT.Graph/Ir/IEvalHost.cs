namespace XinRT.Ir;

/// <summary>What an executor gives to an operator during a run.</summary>
public interface IEvalHost
{
    /// <summary>Threads that one operator may use.</summary>
    int Threads { get; }

    /// <summary>The executor's own threads for loops of operators; null leaves them to the thread pool of .NET.</summary>
    IParallelism? Parallelism => null;

    /// <summary>Ends a long operator or loop with <see cref="OperationCanceledException"/>.</summary>
    CancellationToken Cancel { get; }

    /// <summary>Largest tensor in bytes that an operator may make; an element counts as 8 bytes or more, because small types are
    /// computed in double.</summary>
    long MaxTensorBytes { get; }

    /// <summary>Seed for random operators that carry none.</summary>
    int Seed { get; }

    /// <summary>Memory for an output; contents are not defined.</summary>
    Tensor Allocate(int output, DType dtype, ReadOnlySpan<long> dims);

    /// <summary>Runs a body and returns its outputs; they stay valid after the next call.</summary>
    Datum[] RunBody(Graph body, IReadOnlyList<Datum> inputs);
}
