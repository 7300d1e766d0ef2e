using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using XinRT.Ir;

namespace XinRT.Backends.Cpu.Threads;

/// <summary>How the threads of a pool share out parallel loops, one loop at a time; the caller is worker 0. A loop costs no
/// allocation and well under a microsecond.</summary>
/// <remarks>
/// <para>The tasks are cut into one range for each worker, the same workers getting neighboring tasks in every loop, so that what
/// a layer wrote is in the cache of the core that reads it. A worker claims 7/8 of its range at once and the rest in small pieces;
/// when its range is used up it takes pieces of the others. So a core that is taken away or late delays a loop little.</para>
/// <para>A claim is one compare-and-swap of a word that holds the number of the loop and the next unclaimed unit. A loop is over
/// when the units that workers report as done are all; nobody waits for a worker that claimed nothing. A worker that comes too late
/// finds either another number in the word or nothing left to claim, and never touches the loop's arguments.</para>
/// <para>Several contexts share one pool without ever waiting for it. An inference that begins while another holds the helpers runs
/// its loops on its own thread, and the holder leaves one helper idle for each such inference, so that busy threads never
/// outnumber the workers. When the helpers become free, the next loop of any inference takes them.</para>
/// </remarks>
internal unsafe class WorkerProtocol<TSync> : IParallelism, IDisposable where TSync : struct, IPoolSync
{
    // Below this many units a range is claimed unit by unit: few units are large ones.
    private const int FewUnits = 8;

    private readonly delegate* unmanaged<void**, long, long, void*, void*, void> _flushed;
    private readonly ParkingPlace[] _places;
    private readonly HolderLine* _holder;
    private readonly WorkerLine* _lines;
    private readonly JobLine* _job;
    private readonly long _idleTicks;
    private readonly long _joinTicks;
    private Action<int>? _body;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Makes the memory that workers share.</summary>
    /// <param name="workers">Threads that work on one loop, the caller's among them.</param>
    /// <param name="idleTicks">How long a worker watches for a loop before it sleeps.</param>
    /// <param name="joinTicks">How long a caller watches for the last tasks before it gives its core away.</param>
    /// <param name="flushed">See <see cref="FlushedCall.Entry"/>; null calls kernels directly.</param>
    public WorkerProtocol(int workers, long idleTicks, long joinTicks, delegate* unmanaged<void**, long, long, void*, void*, void> flushed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        (Workers, _idleTicks, _joinTicks) = (workers, idleTicks, joinTicks);
        _flushed = flushed;
        // SAFETY: freed by Dispose after the last thread that reads it has ended.
        nuint bytes = (nuint)(sizeof(JobLine) + sizeof(HolderLine) + workers * sizeof(WorkerLine));
        _job = (JobLine*)NativeMemory.AlignedAlloc(bytes, 128);
        NativeMemory.Clear(_job, bytes);
        _holder = (HolderLine*)(_job + 1);
        _lines = (WorkerLine*)(_holder + 1);
        Shared = new((nint)_job, (int)bytes);
        _places = new ParkingPlace[workers];
        for (int i = 0; i < workers; i++) _places[i] = new();
    }

    /// <summary>Threads that work on one loop, the caller's among them.</summary>
    public int Workers { get; }

    /// <summary>Whether the memory is freed.</summary>
    protected bool IsDisposed { get; private set; }

    /// <summary>The memory that workers share: a <see cref="JobLine"/>, a <see cref="HolderLine"/>, a <see cref="WorkerLine"/> for
    /// each.</summary>
    public (nint Start, int Bytes) Shared { get; }

    /// <summary>Tells that this thread begins an inference: takes the helpers if they are free, and wakes them early. Never waits.
    /// Each call needs one of <see cref="EndInference"/> on the same thread; inferences do not nest.</summary>
    public void BeginInference()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        TSync.Add(ref _holder->Active, 1);
        if (!TryTake()) return;
        for (int i = 1; i < Most(0); i++)
        {
            if (TSync.Read(ref _lines[i].Parked) == 0) continue;
            Publish(default, Most(0));
            return;
        }
    }

    /// <summary>Ends what <see cref="BeginInference"/> began and gives the helpers back.</summary>
    public void EndInference()
    {
        if (TSync.Read(ref _holder->Owner) == TSync.Me) TSync.Write(ref _holder->Owner, 0);
        TSync.Add(ref _holder->Active, -1);
    }

    /// <summary>Runs all tasks of the job, each once, and returns when they are done. Called within an inference; a call from inside
    /// a loop, or while another inference holds the helpers, runs on this thread alone. Kernels see denormals as zeros.</summary>
    public void Run(in ParallelJob job)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (job.Tasks <= 0) return;
        int participants = (int)Math.Min(job.Tasks, Most(job.MaxWorkers));
        if (participants <= 1 || !Enter(out bool lent))
        {
            CallKernel(job.Function, job.Arguments, job.First, job.First + job.Tasks, job.Scratch);
            return;
        }
        Fork(job, participants);
        Leave(lent);
    }

    /// <inheritdoc/>
    public void For(int count, Action<int> body)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        int participants = Math.Min(count, Most(0));
        if (participants <= 1 || !Enter(out bool lent))
        {
            for (int i = 0; i < count; i++) body(i);
            return;
        }
        _body = body;
        Fork(new() { Function = null, Arguments = null, Tasks = count }, participants);
        _body = null;
        var failure = _failure;
        _failure = null;
        Leave(lent);
        failure?.Throw();
    }

    /// <summary>What a worker other than the caller does until <see cref="Stop"/>.</summary>
    public void Serve(int me)
    {
        var job = _job;
        var lines = _lines;
        uint seen = 0;
        while (true)
        {
            TSync.Settle(1, seen);
            if (TSync.Read(ref job->Stop) != 0) return;
            seen = Await(lines + me, me, seen);
            Work(job, lines, seen, me);
        }
    }

    /// <summary>Has every worker leave <see cref="Serve"/>. No inference may be running.</summary>
    public void Stop()
    {
        TSync.Write(ref _job->Stop, 1);
        Publish(default, Workers);
    }

    /// <summary>Frees the memory. No worker may be serving.</summary>
    public virtual void Dispose()
    {
        if (IsDisposed) return;
        IsDisposed = true;
        foreach (var place in _places) place.Dispose();
        NativeMemory.AlignedFree(_job);
        GC.SuppressFinalize(this);
    }

    // Others that run inferences need a core each.
    private int Most(int wanted)
    {
        int free = Math.Max(1, Workers - (int)Math.Max(0, TSync.Read(ref _holder->Active) - 1));
        return wanted <= 0 ? free : Math.Min(wanted, free);
    }

    private bool TryTake() => TSync.Read(ref _holder->Owner) == 0 && TSync.CompareExchange(ref _holder->Owner, TSync.Me, 0) == 0;

    // Whether this thread may start a loop with helpers. They are lent if it did not hold them before.
    private bool Enter(out bool lent)
    {
        lent = false;
        if (TSync.Read(ref _holder->Owner) == TSync.Me)
        {
            if (_job->InLoop != 0) return false;
        }
        else if (!(lent = TryTake()))
        {
            return false;
        }
        _job->InLoop = 1;
        return true;
    }

    private void Leave(bool lent)
    {
        _job->InLoop = 0;
        if (lent) TSync.Write(ref _holder->Owner, 0);
    }

    private void Fork(in ParallelJob job, int participants)
    {
        uint number = Publish(job, participants);
        int units = _job->Units;
        var lines = _lines;
        long mine = Work(_job, lines, number, 0), since = 0;
        for (int spins = 1; ; spins++)
        {
            TSync.Settle(3, ((long)number << 32) | (mine << 8) | (uint)participants);
            long done = mine;
            for (int i = 1; i < participants; i++)
            {
                long word = TSync.Read(ref lines[i].Done);
                if ((uint)(word >> 32) == number) done += (uint)word;
            }
            if (done == units) return;
            if (since == 0 || (spins & (TSync.LooksPerClock - 1)) == 0)
            {
                long now = TSync.Now;
                if (since == 0) since = now;
                // A helper has lost its core; let it have this one.
                else if (now - since > _joinTicks) TSync.Yield();
            }
            TSync.Pause();
        }
    }

    private uint Publish(in ParallelJob job, int participants)
    {
        var line = _job;
        uint number = ++line->Last;
        if (number == 0) number = ++line->Last;
        TSync.Write(ref line->Number, 0);
        TSync.WriteBarrier();
        long unit = 1 + (job.Tasks >> 30);
        line->Participants = participants;
        line->Function = job.Function;
        line->Arguments = job.Arguments;
        line->Scratch = job.Scratch;
        line->ScratchStride = job.ScratchStride;
        line->First = job.First;
        line->Tasks = job.Tasks;
        line->UnitTasks = unit;
        line->Units = (int)((job.Tasks + unit - 1) / unit);
        TSync.Write(ref line->Number, number);
        long claim = (long)((ulong)number << 32);
        for (int i = 1; i < participants; i++) TSync.Write(ref _lines[i].Claim, claim);
        // A fence as well: a worker that falls asleep now either sees its claim or is seen to be parked.
        TSync.Exchange(ref _lines[0].Claim, claim);
        for (int i = 1; i < participants; i++)
        {
            // One that has seen this job already sleeps until the next one: taking its mark away would leave it asleep then.
            long parked = TSync.Read(ref _lines[i].Parked);
            if (parked != 0 && parked != number + 1L && TSync.CompareExchange(ref _lines[i].Parked, 0, parked) == parked)
                TSync.Wake(_places[i], &_lines[i].ClaimedJob);
        }
        return number;
    }

    // Works on a loop until nothing is left to claim; the units done by this worker. Helpers bring the pointers along, because
    // the line of this object is often in the caller's cache.
    private long Work(JobLine* line, WorkerLine* lines, uint number, int me)
    {
        if (TSync.Read(ref line->Number) != number) return 0;
        var job = *line;
        var body = job.Function == null ? _body : null;
        TSync.ReadBarrier();
        if (TSync.Read(ref line->Number) != number) return 0;
        long done = 0;
        int all = job.Participants, victim = me;
        for (int tried = 0; tried < all; tried++)
        {
            TSync.Settle(4, ((long)number << 32) | (done << 8) | (uint)tried);
            int begin = (int)((long)job.Units * victim / all), count = (int)((long)job.Units * (victim + 1) / all) - begin;
            int first = count <= FewUnits ? 1 : count - count / 8, piece = count <= FewUnits ? 1 : Math.Max(1, count / 32);
            ref long claim = ref lines[victim].Claim;
            long word = TSync.Read(ref claim);
            while ((uint)(word >> 32) == number && (int)word < count)
            {
                int next = (int)word, take = Math.Min(count - next, next == 0 && victim == me ? first : piece);
                long seen = TSync.CompareExchange(ref claim, word + take, word);
                if (seen != word)
                {
                    word = seen;
                    continue;
                }
                long from = (begin + next) * job.UnitTasks, to = Math.Min(job.Tasks, from + take * job.UnitTasks);
                if (body is null) CallKernel(job.Function, job.Arguments, job.First + from, job.First + to, job.Scratch + me * job.ScratchStride);
                else CallBody(body, (int)from, (int)to);
                done += take;
                if (me != 0) TSync.Write(ref lines[me].Done, ((long)number << 32) | done);
                word = TSync.Read(ref claim);
            }
            if (++victim == all) victim = 0;
        }
        return done;
    }

    private void CallKernel(delegate* unmanaged<void**, long, long, void*, void> kernel, void** arguments, long from, long to, byte* scratch)
    {
        if (_flushed == null) kernel(arguments, from, to, scratch);
        else _flushed(arguments, from, to, scratch, kernel);
    }

    private void CallBody(Action<int> body, int from, int to)
    {
        try
        {
            for (int i = from; i < to && Volatile.Read(ref _failure) is null; i++) body(i);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
        }
    }

    // Waits for a loop other than the one seen.
    private uint Await(WorkerLine* line, int me, uint seen)
    {
        long since = 0;
        for (int spins = 1; ; spins++)
        {
            uint number = (uint)(TSync.Read(ref line->Claim) >> 32);
            if (number != seen) return number;
            TSync.Pause();
            if ((spins & (TSync.LooksPerClock - 1)) != 0) continue;
            long now = TSync.Now;
            if (since == 0)
            {
                since = now;
            }
            else if (now - since > _idleTicks || Most(0) <= me)
            {
                Park(me, seen);
                since = 0;
            }
            else if ((spins & 4095) == 0)
            {
                TSync.Yield();
            }
        }
    }

    private void Park(int me, uint seen)
    {
        var line = _lines + me;
        do
        {
            TSync.Settle(2, seen);
            TSync.Exchange(ref line->Parked, seen + 1L);
            if ((uint)(TSync.Read(ref line->Claim) >> 32) != seen) break;
            TSync.Wait(_places[me], &line->ClaimedJob, seen);
        }
        while ((uint)(TSync.Read(ref line->Claim) >> 32) == seen);
        TSync.Write(ref line->Parked, 0);
    }
}
