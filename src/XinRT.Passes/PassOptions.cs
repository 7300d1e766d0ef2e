using XinRT.Fusion;

namespace XinRT.Passes;

/// <summary>What the user may switch, and what the backend wants.</summary>
public sealed record PassOptions
{
    /// <summary>Names of rules and passes that are not run.</summary>
    public IReadOnlySet<string> Disabled { get; init; } = new HashSet<string>();

    /// <summary>What may be fused, and what the backend declines.</summary>
    public FusionPolicy Fusion { get; init; } = new();

    /// <summary>Largest constant in bytes that folding may make; 64 MiB, more than any weight of the usual models.</summary>
    public long FoldLimit { get; init; } = 64 << 20;

    /// <summary>Whether every pass is checked on the reference evaluator; see <see cref="RewriteVerifier"/>.</summary>
    public bool Verify { get; init; }

    /// <summary>Values of all inputs by name to check on, beside made-up ones; none if empty.</summary>
    public IReadOnlyDictionary<string, Datum> VerifyInputs { get; init; } = new Dictionary<string, Datum>();

    /// <summary>Threads for folding and verification; all processors by default.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
