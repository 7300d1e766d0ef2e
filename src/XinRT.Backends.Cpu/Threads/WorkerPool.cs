using System.Diagnostics;

namespace XinRT.Backends.Cpu.Threads;

/// <summary>Threads of its own that run the parallel loops of inferences; see <see cref="WorkerProtocol{TSync}"/>.</summary>
internal sealed unsafe class WorkerPool : WorkerProtocol<ProcessSync>
{
    private static readonly long Microsecond = Math.Max(1, Stopwatch.Frequency / 1_000_000);

    private readonly List<Thread> _helpers = [];
    private readonly FlushedCall _kernels;
    private readonly int[] _processors;

    /// <summary>Starts the helpers, one fewer than there are workers. Each is bound to a processor of its own if there are as many that
    /// no other pool has bound its helpers to; the caller's thread never is.</summary>
    public WorkerPool(int workers, LatencyMode mode)
        // ProcessorCount also knows quotas of control groups, which the affinity does not show.
        : this(workers, mode, workers <= Environment.ProcessorCount, new FlushedCall())
    {
    }

    // With more workers than processors a watching thread keeps the working one from its core.
    private WorkerPool(int workers, LatencyMode mode, bool owned, FlushedCall kernels)
        : base(workers, IdleTicks(mode, owned), Microsecond * (owned ? 2000 : 2), kernels.Entry)
    {
        _kernels = kernels;
        _processors = owned ? BoundProcessors.Take(workers - 1) : [];
        try
        {
            for (int i = 1; i < workers; i++)
            {
                int me = i, processor = i <= _processors.Length ? _processors[i - 1] : -1;
                var helper = new Thread(() => Serve(me, processor)) { IsBackground = true, Name = $"XinRT worker {i}" };
                helper.Start();
                _helpers.Add(helper);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Ends the helpers. No inference may be running.</summary>
    public override void Dispose()
    {
        if (IsDisposed) return;
        Stop();
        foreach (var helper in _helpers) helper.Join();
        BoundProcessors.Return(_processors);
        _kernels.Dispose();
        base.Dispose();
    }

    private static long IdleTicks(LatencyMode mode, bool owned) => !owned ? 2 * Microsecond : mode switch
    {
        LatencyMode.Spin => long.MaxValue,
        LatencyMode.Park => 10 * Microsecond,
        _ => 200 * Microsecond,
    };

    private void Serve(int me, int processor)
    {
        if (processor >= 0) ProcessorSet.TryPin(processor);
        Serve(me);
    }
}
