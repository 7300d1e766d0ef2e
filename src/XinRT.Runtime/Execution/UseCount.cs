namespace XinRT.Runtime.Execution;

/// <summary>Counts the users of something that is freed when it has been closed and the last user has left. Safe to use from many
/// threads.</summary>
/// <param name="free">Frees it; called once.</param>
internal sealed class UseCount(Action free)
{
    // The sign says that it is closed, the other bits count users.
    private const int Closed = int.MinValue;

    private int _state;

    /// <summary>Whether nobody may become a user any more.</summary>
    public bool IsClosed => Volatile.Read(ref _state) < 0;

    /// <summary>Adds a user, who must leave; false if it is closed.</summary>
    public bool TryEnter()
    {
        int seen = Volatile.Read(ref _state);
        while (seen >= 0)
        {
            int now = Interlocked.CompareExchange(ref _state, seen + 1, seen);
            if (now == seen) return true;
            seen = now;
        }
        return false;
    }

    /// <summary>A user leaves.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _state) == Closed) free();
    }

    /// <summary>Lets no more users in; the last one to leave frees it, or this call if there is none.</summary>
    public void Close()
    {
        if (Interlocked.Or(ref _state, Closed) == 0) free();
    }
}
