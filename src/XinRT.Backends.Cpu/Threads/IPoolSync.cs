namespace XinRT.Backends.Cpu.Threads;

/// <summary>Everything by which the threads of a pool meet: words in memory that they share, and ways to wait. Tests put another
/// implementation in its place, which runs the threads in every order.</summary>
/// <remarks>Implemented by empty structures, so that the runtime compiles a pool anew for each and calls cost nothing.</remarks>
internal unsafe interface IPoolSync
{
    /// <summary>Looks at a word between two looks at the clock; a power of two.</summary>
    static abstract int LooksPerClock { get; }

    /// <summary>Number of the calling thread; not 0.</summary>
    static abstract int Me { get; }

    /// <summary>Time in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    static abstract long Now { get; }

    /// <summary>Reads a word before all that follows.</summary>
    static abstract long Read(ref long word);

    /// <summary>Writes a word after all before it.</summary>
    static abstract void Write(ref long word, long value);

    /// <summary>Adds to a word; a full fence.</summary>
    static abstract void Add(ref long word, long change);

    /// <summary>Writes a word; a full fence.</summary>
    static abstract void Exchange(ref long word, long value);

    /// <summary>Writes a word if it has the value expected, and gives what it had; a full fence.</summary>
    static abstract long CompareExchange(ref long word, long value, long expected);

    /// <summary>Tells a test that what the calling thread does from here on depends on this number and on the words alone.</summary>
    /// <param name="place">Where in the code it is.</param>
    /// <param name="state">The number.</param>
    static abstract void Settle(int place, long state);

    /// <summary>Keeps reads before this before reads behind it.</summary>
    static abstract void ReadBarrier();

    /// <summary>Keeps writes before this before writes behind it.</summary>
    static abstract void WriteBarrier();

    /// <summary>A short rest between two looks at words that other threads write.</summary>
    static abstract void Pause();

    /// <summary>Lets another thread have this core.</summary>
    static abstract void Yield();

    /// <summary>See <see cref="ParkingPlace.Wait"/>.</summary>
    static abstract void Wait(ParkingPlace place, uint* word, uint seen);

    /// <summary>See <see cref="ParkingPlace.Wake"/>.</summary>
    static abstract void Wake(ParkingPlace place, uint* word);
}
