namespace XinRT.Fusion;

/// <summary>What fusion may make for a backend: which fused nodes it has kernels for, and how large they may be. Every backend
/// states its own; passes hold no number of any processor.</summary>
/// <remarks>The defaults are what one core of a server processor with 2 MiB of second-level cache takes.</remarks>
public sealed record FusionPolicy
{
    /// <summary>For a backend that computes node by node: no fused node is made.</summary>
    public static FusionPolicy None { get; } = new()
    {
        Kinds = [],
        MinPixelsPerFilter = double.PositiveInfinity,
    };

    /// <summary>The kinds of fused nodes that have kernels. A pass that makes only others is not run.</summary>
    public ValueArray<FusedKind> Kinds { get; init; } = Enum.GetValues<FusedKind>();

    /// <summary>Names of passes and rules that are not run, beside those that the user switches off.</summary>
    public ValueArray<string> Declined { get; init; } = [];

    /// <summary>Most terms of one expression, constants not counted: each may keep a register alive.</summary>
    public int MaxTerms { get; init; } = 24;

    /// <summary>Most tensors that one expression reads, beside the result of its anchor.</summary>
    public int MaxOperands { get; init; } = 4;

    /// <summary>Most tensors that all segments of a concatenation read.</summary>
    public int MaxSegmentOperands { get; init; } = 6;

    /// <summary>Bytes of the memory next to a core: its own cache, or the memory that the threads of a group share.</summary>
    public long FastBytes { get; init; } = 2 << 20;

    /// <summary>Output pixels for each filter of a 1x1 convolution from which on scaling the filters is quicker than scaling the
    /// image before it; infinity if there is no kernel that scales.</summary>
    public double MinPixelsPerFilter { get; init; } = 4;

    /// <summary>Whether a kind of fused node has kernels.</summary>
    public bool Has(FusedKind kind) => Kinds.Contains(kind);
}
