using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>The outputs of a convolution that one <see cref="ContractionProblem"/> computes.</summary>
/// <param name="Z">Planes of a volume and their taps.</param>
/// <param name="Y">Rows and their taps.</param>
/// <param name="X">Pixels of a row and their taps.</param>
/// <param name="Packed">Index of the packed filters.</param>
internal sealed record ConvPart(PartAxis Z, PartAxis Y, PartAxis X, int Packed = 0)
{
    /// <summary>Outputs that read the same inputs with filters of their own.</summary>
    public long Alike => (long)Z.Alike * Y.Alike * X.Alike;

    /// <summary>Taps of a filter.</summary>
    public long Taps => Z.Window.Kernel * Y.Window.Kernel * X.Window.Kernel;
}

/// <summary>Outputs <c>First + a + Step·o</c> along one axis, for o as the window says and a below <paramref name="Alike"/>; all
/// a read the same inputs with filters of their own.</summary>
internal sealed record PartAxis(AxisWindow Window, int First = 0, int Step = 1, int Alike = 1)
{
    /// <summary>An axis that is not there.</summary>
    public static PartAxis Single { get; } = new(AxisWindow.Single);
}
