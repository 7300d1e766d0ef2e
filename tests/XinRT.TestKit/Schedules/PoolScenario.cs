namespace XinRT.TestKit.Schedules;

/// <summary>What the threads of a worker pool do while a <see cref="PoolSearch"/> runs them in every order.</summary>
/// <param name="Workers">Threads that work on one loop, a caller among them.</param>
/// <param name="Callers">Threads that share the pool, each with all loops.</param>
/// <param name="Loops">Tasks of each loop.</param>
public sealed record PoolScenario(int Workers, int Callers, ValueArray<int> Loops)
{
    /// <summary>Most tasks of a loop.</summary>
    internal const int MostTasks = 8;

    /// <summary>Whether helpers fall asleep, at any time; else they watch for loops.</summary>
    public bool Sleeps { get; init; } = true;

    /// <summary>Whether parking places are semaphores, which remember a call to wake up; else queues of the kernel.</summary>
    public bool Counts { get; init; }

    /// <summary>Whether loops are within an inference, which takes the helpers for all of them.</summary>
    public bool Inferences { get; init; }

    /// <summary>Those of which all orders are searched in seconds.</summary>
    public static IReadOnlyList<PoolScenario> Short { get; } =
    [
        new(2, 1, [2, 2]),
        new(2, 1, [2, 2]) { Counts = true },
        new(2, 1, [3]) { Sleeps = false },
        new(2, 1, [2]) { Inferences = true },
    ];

    /// <summary>Those that take minutes.</summary>
    public static IReadOnlyList<PoolScenario> Long { get; } =
    [
        new(2, 2, [2]) { Sleeps = false },
        new(2, 1, [2, 2, 2]),
        new(2, 1, [2, 3, 2]) { Counts = true, Inferences = true },
        new(3, 1, [2]),
        new(3, 1, [3, 2]) { Sleeps = false },
        new(2, 2, [2]),
        new(2, 2, [2]) { Inferences = true },
        new(3, 1, [3, 3]),
        new(3, 1, [3, 3]) { Counts = true, Inferences = true },
    ];

    /// <summary>A small one.</summary>
    public static PoolScenario Random(Random random) => new(random.Next(2, 4), random.Next(1, 3), [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(1, 5))])
    {
        Sleeps = random.Next(4) > 0,
        Counts = random.Next(2) > 0,
        Inferences = random.Next(2) > 0,
    };

    /// <summary>Those with one thing less.</summary>
    public IEnumerable<PoolScenario> Smaller()
    {
        if (Workers > 2) yield return this with { Workers = Workers - 1 };
        if (Callers > 1) yield return this with { Callers = Callers - 1 };
        for (int i = 0; i < Loops.Count; i++)
        {
            if (Loops.Count > 1) yield return this with { Loops = [.. Loops.Where((_, k) => k != i)] };
            if (Loops[i] > 2) yield return this with { Loops = [.. Loops.Select((tasks, k) => k == i ? tasks - 1 : tasks)] };
        }
        if (Inferences) yield return this with { Inferences = false };
        if (Counts) yield return this with { Counts = false };
    }

    /// <summary>The source that makes it.</summary>
    public string Source => $"new PoolScenario({Workers}, {Callers}, [{string.Join(", ", Loops)}]) {{ Sleeps = {Text(Sleeps)}, Counts = {Text(Counts)}, Inferences = {Text(Inferences)} }}";

    private static string Text(bool value) => value ? "true" : "false";

    public override string ToString() => $"{Workers} workers, {Callers} callers, loops of {string.Join(" and ", Loops)} tasks"
        + (Sleeps ? Counts ? ", semaphores" : ", queues" : ", watching") + (Inferences ? ", in inferences" : "");
}
