namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>The outputs of a convolution that one <see cref="ContractionProblem"/> computes.</summary>
/// <param name="Y">Rows and their taps.</param>
/// <param name="X">Pixels of a row and their taps.</param>
/// <param name="Packed">Index of the packed filters.</param>
internal sealed record ConvPart(PartAxis Y, PartAxis X, int Packed = 0);

/// <summary>Outputs <c>First + a + Step·o</c> along one axis, for o as the window says and a below <paramref name="Alike"/>; all
/// a read the same inputs with filters of their own.</summary>
internal sealed record PartAxis(TapWindow Window, int First = 0, int Step = 1, int Alike = 1);
