namespace XinRT.TestKit.Schedules;

/// <summary>Threads of the system that stand for those of one run after the other, of which one goes on at a time.</summary>
internal sealed class ThreadSet : IDisposable
{
    private readonly List<Lane> _lanes = [];
    private readonly SemaphoreSlim _end = new(0);
    private Func<SharedThread?, SharedThread?> _next = null!;
    private volatile bool _over;

    /// <summary>Runs all threads of a run until each has ended or nobody is next.</summary>
    public void Run(SharedRun run, Func<SharedThread?, SharedThread?> next)
    {
        (_next, _over) = (next, false);
        while (_lanes.Count < run.Threads.Count) _lanes.Add(new Lane(this));
        for (int i = 0; i < run.Threads.Count; i++) _lanes[i].Begin(run, run.Threads[i]);
        PassOn(null);
        for (int i = 0; i < run.Threads.Count; i++) _end.Wait();
    }

    public void Dispose()
    {
        foreach (var lane in _lanes) lane.Dispose();
        _end.Dispose();
    }

    // Chooses who goes on, and wakes that thread; whether it is the present one.
    private bool PassOn(SharedThread? present)
    {
        if (_over) return false;
        if (_next(present) is { } thread)
        {
            if (thread == present) return true;
            _lanes[thread.Number].Wake();
            return false;
        }
        _over = true;
        foreach (var lane in _lanes) lane.Wake();
        return false;
    }

    private sealed class Lane : IDisposable
    {
        private readonly ThreadSet _set;
        private readonly SemaphoreSlim _begin = new(0), _turn = new(0);
        private readonly Thread _thread;
        private (SharedRun Run, SharedThread Thread)? _work;

        public Lane(ThreadSet set)
        {
            _set = set;
            _thread = new Thread(Serve) { IsBackground = true, Name = "XinRT schedule" };
            _thread.Start();
        }

        public void Begin(SharedRun run, SharedThread thread)
        {
            // A turn left over from the run before.
            while (_turn.Wait(0))
            {
            }
            _work = (run, thread);
            _begin.Release();
        }

        public void Wake() => _turn.Release();

        public void Dispose()
        {
            _work = null;
            _begin.Release();
            _thread.Join();
            _begin.Dispose();
            _turn.Dispose();
        }

        private void Serve()
        {
            for (_begin.Wait(); _work is var (run, thread); _begin.Wait())
            {
                run.Enter(thread, Stop);
                try
                {
                    _turn.Wait();
                    if (!_set._over) thread.Body();
                }
                catch (RunIsOverException)
                {
                }
                catch (Exception e)
                {
                    run.Fail($"{thread} ended with {e.GetType().Name}: {e.Message}");
                }
                thread.HasEnded = true;
                _set.PassOn(thread);
                _set._end.Release();
            }
        }

        private bool Stop(SharedThread thread)
        {
            if (_set._over) return false;
            if (_set.PassOn(thread)) return true;
            _turn.Wait();
            return !_set._over;
        }
    }
}
