using System.Globalization;
using XinRT.Backends.Cpu.Threads;

namespace XinRT.TestKit.Schedules;

/// <summary>Callers and helpers of a worker pool in one order: every task of a loop runs once before the loop returns, and no helper
/// sleeps on when there is a loop for it.</summary>
internal abstract unsafe class PoolRun(PoolScenario scenario) : SharedRun
{
    // How often each worker was woken before it slept, where places count.
    private readonly byte[] _tokens = new byte[scenario.Workers];

    // How often each task of each caller's present loop has run.
    private readonly byte[] _visits = new byte[scenario.Callers * PoolScenario.MostTasks];

    private byte[] _memory = [];

    /// <summary>Time, which passes at each look.</summary>
    public long Clock { get; set; }

    /// <summary>Where the words lie.</summary>
    protected abstract (nint Start, int Bytes) Shared { get; }

    /// <summary>Whether a thread that rests goes on without news.</summary>
    public bool MayFallAsleep(SharedThread thread) => scenario.Sleeps && thread.Number >= scenario.Callers;

    public override ReadOnlySpan<byte> Memory()
    {
        var (start, bytes) = Shared;
        if (_memory.Length == 0) _memory = new byte[bytes + _tokens.Length + _visits.Length];
        new ReadOnlySpan<byte>((void*)start, bytes).CopyTo(_memory);
        _tokens.CopyTo(_memory, bytes);
        _visits.CopyTo(_memory, bytes + _tokens.Length);
        return _memory;
    }

    /// <summary>See <see cref="IPoolSync.Settle"/>. A caller among others that have inferences also remembers whether it took the
    /// helpers.</summary>
    public void Settle(SharedThread thread, int place, long state)
    {
        if (thread.Number >= scenario.Callers || scenario is not { Inferences: true, Callers: > 1 }) thread.Settle(place, state);
    }

    /// <summary>Whether one thread alone uses a word: who has the helpers, if there is one caller.</summary>
    public bool IsOwn(nint word)
    {
        nint at = word - Shared.Start - sizeof(JobLine);
        return scenario is { Inferences: false, Callers: 1 } && at >= 0 && at < sizeof(HolderLine);
    }

    /// <summary>Tasks that have run in a caller's present loop.</summary>
    protected Span<byte> Visits(int caller) => _visits.AsSpan(caller * PoolScenario.MostTasks, PoolScenario.MostTasks);

    /// <summary>See <see cref="ParkingPlace.Wait"/>: with a queue of the kernel, looking and falling asleep are one step; with a
    /// semaphore, two.</summary>
    public void Wait(ParkingPlace place, uint* word, uint seen)
    {
        var me = SharedRun.Me;
        Point();
        if (Note("looks before sleeping at", (nint)(word - 1), *word) != seen) return;
        if (scenario.Counts)
        {
            Point();
            ref byte tokens = ref _tokens[WorkerOf((nint)word)];
            if (tokens > 0)
            {
                tokens--;
                return;
            }
        }
        (me.SleepsAt, me.SleepsFor) = (place, ((nint)word, seen));
        Point();
        Note("wakes up at", (nint)(word - 1), 0);
    }

    /// <summary>See <see cref="ParkingPlace.Wake"/>.</summary>
    public void Wake(ParkingPlace place, uint* word)
    {
        Point();
        var sleeper = Threads.FirstOrDefault(t => t.SleepsAt == place);
        if (sleeper is not null) sleeper.SleepsAt = null;
        else if (scenario.Counts) _tokens[WorkerOf((nint)word)]++;
        Note(sleeper is null ? "wakes nobody at" : "wakes the sleeper at", (nint)(word - 1), 0, writes: true);
    }

    private int WorkerOf(nint word) => (int)(word - Shared.Start - sizeof(JobLine) - sizeof(HolderLine)) / sizeof(WorkerLine);

    protected override string Print(nint word, long value)
    {
        if (word == 0) return value.ToString(CultureInfo.InvariantCulture);
        var (job, low) = ((uint)(value >> 32), (uint)value);
        int at = (int)(word - Shared.Start), first = sizeof(JobLine) + sizeof(HolderLine);
        if (at < first) return at switch { 0 => "the job's number", 80 => "the end", 128 => "the owner", _ => "the number of inferences" } + $" = {value}";
        int worker = WorkerOf(word);
        return ((at - first) % sizeof(WorkerLine)) switch
        {
            0 => $"the claim of worker {worker} = unit {low} of job {job}",
            128 => $"what worker {worker} did = {low} units of job {job}",
            _ => $"the mark of worker {worker} = {value}",
        };
    }
}

/// <summary>The same with the operations of <typeparamref name="TSync"/>.</summary>
internal sealed class PoolRun<TSync> : PoolRun where TSync : struct, IPoolSync
{
    private readonly PoolScenario _scenario;
    private readonly WorkerProtocol<TSync> _pool;

    public PoolRun(PoolScenario scenario) : base(scenario)
    {
        _scenario = scenario;
        unsafe
        {
            _pool = new(scenario.Workers, scenario.Sleeps ? 0 : long.MaxValue, 0, null);
        }
        Threads =
        [
            .. Enumerable.Range(0, scenario.Callers).Select(i => new SharedThread(i, $"caller {i}", () => Call(i))),
            .. Enumerable.Range(1, scenario.Workers - 1).Select(i => new SharedThread(scenario.Callers + i - 1, $"helper {i}", () => _pool.Serve(i))),
        ];
    }

    public override IReadOnlyList<SharedThread> Threads { get; }

    protected override (nint Start, int Bytes) Shared => _pool.Shared;

    public override void Dispose() => _pool.Dispose();

    private void Call(int caller)
    {
        if (_scenario.Inferences) _pool.BeginInference();
        foreach (int tasks in _scenario.Loops)
        {
            Me.Stage++;
            Me.Settle(0, 0);
            Loop(caller, tasks);
        }
        if (_scenario.Inferences) _pool.EndInference();
        if (caller > 0) return;
        Me.Waits = () => Threads.Take(_scenario.Callers).Skip(1).All(t => t.HasEnded);
        Point();
        Me.Waits = null;
        _pool.Stop();
    }

    private void Loop(int caller, int tasks)
    {
        Visits(caller).Clear();
        _pool.For(tasks, i =>
        {
            Point();
            Visits(caller)[i]++;
            Note("runs task", 0, i);
        });
        for (int i = 0; i < tasks; i++)
            if (Visits(caller)[i] != 1) Fail($"A loop of {tasks} tasks returned when task {i} had run {Visits(caller)[i]} times.");
        // Another caller may be about to wake it.
        if (_scenario.Callers > 1) return;
        foreach (var helper in Threads)
            if (helper.SleepsAt is not null && Word(helper) != helper.SleepsFor.Seen)
                Fail($"{helper} has seen job {helper.SleepsFor.Seen} and sleeps on, though job {Word(helper)} was given to it.");
    }

    private static uint Word(SharedThread helper)
    {
        unsafe
        {
            return *(uint*)helper.SleepsFor.Word;
        }
    }
}
