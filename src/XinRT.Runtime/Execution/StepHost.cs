using XinRT.Ir;
using XinRT.Reference;

namespace XinRT.Runtime.Execution;

/// <summary>Gives one step of one context its memory. A tensor object is used again while its sizes stay the same.</summary>
internal sealed class StepHost(Step step, Memory.Arena arena, EngineOptions options) : IEvalHost
{
    private readonly Tensor?[] _placed = new Tensor?[step.Outputs.Length];

    public int Threads => options.Threads;

    public int Seed => options.Seed;

    /// <summary>Ends the run in progress; set anew by each run.</summary>
    public CancellationToken Cancel { get; set; }

    public long MaxTensorBytes => options.MaxTensorBytes;

    /// <summary>The tensor in the output's place, or one from the heap if it has none or needs more room than
    /// planned.</summary>
    public Tensor Allocate(int output, DType dtype, ReadOnlySpan<long> dims)
    {
        if (output >= _placed.Length || step.Places[output] is not { } place || dtype.SizeInBytes() == 0) return Tensor.Zeros(dtype, dims);
        if (_placed[output] is { } last && last.DType == dtype && last.Dims.SequenceEqual(dims)) return last;
        long bytes = dtype.SizeInBytes();
        foreach (long d in dims) bytes = d < 0 || bytes > Tensor.MaxBytes ? long.MaxValue : bytes * d;
        if (bytes > place.Bytes) return Tensor.Zeros(dtype, dims);
        return _placed[output] = new Tensor(dtype, dims, arena.Slice(place.Offset, (int)bytes));
    }

    /// <summary>Bodies run on the managed heap: their sizes may change with every iteration.</summary>
    public Datum[] RunBody(Graph body, IReadOnlyList<Datum> inputs) =>
        new ReferenceExecutor { Threads = Threads, Seed = Seed, Cancel = Cancel, MaxTensorBytes = MaxTensorBytes }.Run(body, inputs);

    /// <summary>Whether the tensor is one that <see cref="Allocate"/> gave to this output.</summary>
    public bool IsPlaced(int output, Tensor tensor) => ReferenceEquals(_placed[output], tensor);
}
