using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace XinRT.TestKit.Schedules;

/// <summary>Runs a few threads in every order of their operations on shared memory, as far as orders lead to different states.</summary>
/// <remarks>
/// <para>A thread stops before each operation, and the checker chooses who goes on. It searches in depth and starts anew with the same
/// choices for each one that is left. A thread is deterministic but for what its operations give it, so a state is the shared memory
/// and, for each thread, a hash of all that it was given; a state that was met before is not gone on from.</para>
/// <para>Memory is sequentially consistent here: what a processor reorders is not searched.</para>
/// </remarks>
internal sealed class ScheduleChecker(Func<SharedRun> start, long most)
{
    private readonly HashSet<UInt128> _met = [];
    private readonly List<Choice> _choices = [];
    private readonly List<ulong> _state = [];
    private SharedRun _run = null!;
    private int _depth;

    /// <summary>States met.</summary>
    public long States => _met.Count;

    /// <summary>Runs begun.</summary>
    public long Runs { get; private set; }

    /// <summary>Whether nothing was left when the search ended.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Searches; what is wrong, with the order of operations that leads there, or null.</summary>
    public string? Search(CancellationToken cancel = default)
    {
        using var threads = new ThreadSet();
        while (Runs < most && !cancel.IsCancellationRequested)
        {
            Runs++;
            _depth = 0;
            using (_run = start())
            {
                threads.Run(_run, Next);
                if (_run.Failure is { } failure) return $"{failure}\n{_run.Trace()}";
            }
            while (_choices.Count > 0 && _choices[^1].Left.Count == 0) _choices.RemoveAt(_choices.Count - 1);
            if (_choices.Count == 0)
            {
                IsComplete = true;
                return null;
            }
            var last = _choices[^1];
            _choices[^1] = last with { Taken = last.Left.Pop() };
        }
        return null;
    }

    // The thread that goes on; null ends the run.
    private SharedThread? Next(SharedThread? present)
    {
        if (_run.Failure is not null) return null;
        if (_depth < _choices.Count) return _run.Threads[_choices[_depth++].Taken];
        var ready = _run.Threads.Where(t => t.IsReady).ToList();
        if (ready.Count == 0)
        {
            if (_run.Threads.All(t => t.HasEnded)) return null;
            _run.Fail($"Nobody can go on, but these have not ended: {string.Join(", ", _run.Threads.Where(t => !t.HasEnded))}.");
            return null;
        }
        if (!_met.Add(State())) return null;
        // The present thread first, because going on with it costs least.
        var taken = ready.Contains(present!) ? present! : ready[0];
        _choices.Add(new(taken.Number, new(ready.Where(t => t != taken).Select(t => t.Number).Reverse())));
        _depth++;
        return taken;
    }

    private UInt128 State()
    {
        _state.Clear();
        foreach (var thread in _run.Threads) thread.AddState(_state);
        var hash = new XxHash128();
        hash.Append(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_state)));
        hash.Append(_run.Memory());
        return hash.GetCurrentHashAsUInt128();
    }

    private sealed record Choice(int Taken, Stack<int> Left);
}
