namespace XinRT.Runtime.Execution;

/// <summary>A context's use of its engine: weights, code and threads stay until it ends. One that is forgotten ends when the garbage
/// collector finds it.</summary>
internal sealed class EngineUse : IDisposable
{
    private readonly UseCount _users;
    private int _ended;

    /// <summary>Begins a use; <see cref="ObjectDisposedException"/> if the engine was disposed of.</summary>
    public EngineUse(UseCount users)
    {
        _users = users;
        if (users.TryEnter()) return;
        GC.SuppressFinalize(this);
        throw new ObjectDisposedException(nameof(Engine));
    }

    ~EngineUse() => _users.Leave();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        GC.SuppressFinalize(this);
        _users.Leave();
    }
}
