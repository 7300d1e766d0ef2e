namespace XinRT.Soak.Kernels;

/// <summary>Searches kernels: random operators against the reference in FP64.</summary>
public sealed class KernelSearch : ISearch
{
    /// <inheritdoc/>
    public string Name => "kernels";

    /// <inheritdoc/>
    public string Summary =>
        "Random operators and short chains on every kernel and instruction set, against the reference in FP64.";

    /// <inheritdoc/>
    public SoakCase Make(ulong seed) => new KernelCase(seed);
}
