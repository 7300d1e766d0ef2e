using System.Globalization;
using System.Text;

namespace XinRT.TestKit.Schedules;

/// <summary>One run of threads that share memory: the threads, what is wrong, and what was done.</summary>
internal abstract class SharedRun : IDisposable
{
    private readonly List<(SharedThread Thread, string Operation, nint Word, long Value)> _done = [];

    [ThreadStatic]
    private static (SharedRun Run, SharedThread Thread, Func<SharedThread, bool> Stop) CurrentThread;

    /// <summary>The threads.</summary>
    public abstract IReadOnlyList<SharedThread> Threads { get; }

    /// <summary>The shared memory.</summary>
    public abstract ReadOnlySpan<byte> Memory();

    /// <summary>What is wrong, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Operations that wrote.</summary>
    public long Writes { get; private set; }

    /// <summary>The run of the calling thread.</summary>
    public static SharedRun Here => CurrentThread.Run;

    /// <summary>The calling thread.</summary>
    public static SharedThread Me => CurrentThread.Thread;

    /// <summary>Something is wrong; the first one counts.</summary>
    public void Fail(string what) => Failure ??= what;

    /// <summary>Makes the calling thread one of this run.</summary>
    /// <param name="thread">Which.</param>
    /// <param name="stop">Stops before an operation until it is this thread's turn; false if the run is over.</param>
    public void Enter(SharedThread thread, Func<SharedThread, bool> stop) => CurrentThread = (this, thread, stop);

    /// <summary>Lets any thread go first; the operation comes right behind this call.</summary>
    public static void Point()
    {
        CurrentThread.Thread.Given(1);
        if (!CurrentThread.Stop(CurrentThread.Thread)) throw new RunIsOverException();
    }

    /// <summary>Notes an operation of the calling thread.</summary>
    /// <param name="operation">What it does with the word, for traces.</param>
    /// <param name="word">Address of the word; 0 for none.</param>
    /// <param name="value">What the thread learns or writes.</param>
    /// <param name="writes">Whether others may be waiting for it.</param>
    public static long Note(string operation, nint word, long value, bool writes = false)
    {
        var (run, thread, _) = CurrentThread;
        thread.Given(value);
        if (writes) run.Writes++;
        run._done.Add((thread, operation, word, value));
        return value;
    }

    /// <summary>Name of a word and its value, for traces.</summary>
    protected abstract string Print(nint word, long value);

    /// <summary>The operations in order, one a line.</summary>
    public string Trace()
    {
        var text = new StringBuilder();
        foreach (var (thread, operation, word, value) in _done)
            text.Append(CultureInfo.InvariantCulture, $"  {thread.Name}: {operation} {Print(word, value)}\n");
        return text.ToString();
    }

    /// <summary>Frees the memory; no thread runs any more.</summary>
    public abstract void Dispose();
}

/// <summary>Ends a thread whose run is over.</summary>
internal sealed class RunIsOverException : Exception;
