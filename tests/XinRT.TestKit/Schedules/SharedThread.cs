namespace XinRT.TestKit.Schedules;

/// <summary>A thread of a <see cref="SharedRun"/>: what it does, and where it stands.</summary>
/// <param name="number">Its index.</param>
/// <param name="name">Its name in traces.</param>
/// <param name="body">What it does.</param>
internal sealed class SharedThread(int number, string name, Action body)
{
    private ulong _given = 14695981039346656037;

    // Writes of other threads when this one last looked whether there is something new.
    private long _looked;

    /// <summary>Its index.</summary>
    public int Number => number;

    /// <summary>Its name in traces.</summary>
    public string Name => name;

    /// <summary>What it does.</summary>
    public Action Body => body;

    /// <summary>What it waits for; null lets it go on.</summary>
    public Func<bool>? Waits { get; set; }

    /// <summary>Whether its body is over.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Whether it sleeps at a parking place, and where.</summary>
    public object? SleepsAt { get; set; }

    /// <summary>The word that it sleeps for, as long as it is this.</summary>
    public (nint Word, uint Seen) SleepsFor { get; set; }

    /// <summary>Whether it may go on.</summary>
    public bool IsReady => !HasEnded && SleepsAt is null && Waits?.Invoke() != false;

    /// <summary>Notes that an operation comes next, or what it gave.</summary>
    public void Given(long value) => _given = (_given ^ (ulong)value) * 1099511628211 + 0x9E3779B97F4A7C15;

    /// <summary>Forgets what operations gave: what comes depends on these numbers alone.</summary>
    public void Settle(int place, long state)
    {
        _given = 14695981039346656037;
        Given(Stage);
        Given(place);
        Given(state);
    }

    /// <summary>How far its body is, for <see cref="Settle"/>.</summary>
    public int Stage { get; set; }

    /// <summary>Waits until another thread has written since the last call of this.</summary>
    public void WaitForNews(Func<long> writes)
    {
        long looked = _looked;
        Waits = () => writes() != looked;
    }

    /// <summary>Has seen what there is.</summary>
    public void Looked(long writes)
    {
        _looked = writes;
        Waits = null;
    }

    /// <summary>Adds what tells this thread's state.</summary>
    public void AddState(List<ulong> state)
    {
        state.Add(_given);
        state.Add((HasEnded ? 1u : 0) | (SleepsAt is not null ? 2u : 0) | (Waits?.Invoke() == true ? 4u : 0));
    }

    public override string ToString() => SleepsAt is null ? name : $"{name} (asleep)";
}
