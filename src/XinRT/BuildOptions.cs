using XinRT.Backends;
using XinRT.Compiler.Tuning;

namespace XinRT;

/// <summary>How an engine is built. The defaults give the fastest engine that is right.</summary>
public sealed record BuildOptions
{
    /// <summary>Fixed shapes of inputs by name, replacing the model's.</summary>
    public IReadOnlyDictionary<string, Shape> Shapes { get; init; } = new Dictionary<string, Shape>();

    /// <summary>Ranges of shapes of inputs by name. Inputs without one accept any size, at the price of memory that is not
    /// planned.</summary>
    public IReadOnlyDictionary<string, ShapeProfile> Profiles { get; init; } = new Dictionary<string, ShapeProfile>();

    /// <summary>Sizes of the inputs' symbols to plan and tune for, where neither shapes nor profiles say them; other sizes run as
    /// well. What is not given is guessed.</summary>
    public IReadOnlyDictionary<string, long> TypicalSizes { get; init; } = new Dictionary<string, long>();

    /// <summary>Names of rewrite rules and passes that are not run.</summary>
    public IReadOnlySet<string> DisabledRules { get; init; } = new HashSet<string>();

    /// <summary>Whether every rewrite is checked on the reference evaluator: slow, for finding a wrong rule.</summary>
    public bool VerifyRewrites { get; init; }

    /// <summary>Values of all inputs by name, on which rewrites are checked beside made-up ones; none if empty.</summary>
    public IReadOnlyDictionary<string, Datum> VerifyInputs { get; init; } = new Dictionary<string, Datum>();

    /// <summary>Threads for building; the default is one for each processor this process may use.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Backends in order of preference.</summary>
    public BackendRegistry Backends { get; init; } = DefaultBackends.Create();

    /// <summary>How kernels are chosen.</summary>
    public TuningOptions Tuning { get; init; } = new();

    /// <summary>How the engine that <see cref="EngineBuilder"/> returns runs.</summary>
    public EngineOptions Engine { get; init; } = new();
}
