using XinRT.Fusion;
using XinRT.Ops;

namespace XinRT.Backends.Cpu.Kernels.Contraction;

/// <summary>Sums of products over channels-last data, of which matrix products and convolutions are cases:
/// <c>C[o, y, x, n] = f(I + Σ A[o, y·, x·, s, i, j, k] · B[o, s, i, j, k, n])</c>, summed over sources s, taps i and j of two
/// windows, and k. All strides are in elements.</summary>
internal sealed record ContractionProblem
{
    /// <summary>Sizes of the axes that all operands are indexed by, outermost first: batch, groups.</summary>
    public ValueArray<long> Outer { get; init; } = Array.Empty<long>();

    /// <summary>Rows of outputs.</summary>
    public AxisWindow Y { get; init; } = AxisWindow.Single;

    /// <summary>Outputs of a row.</summary>
    public required AxisWindow X { get; init; }

    /// <summary>Outermost part of the sum: separate channel planes of a channels-first input, or taps along the planes of a
    /// volume.</summary>
    public int Sources { get; init; } = 1;

    /// <summary>The window along one of the outer axes that tells which sources an output has; null if it has all of
    /// them.</summary>
    public SourceWindow? SourceWindow { get; init; }

    /// <summary>Innermost part of the sum.</summary>
    public required int K { get; init; }

    /// <summary>Columns of the result.</summary>
    public required int N { get; init; }

    /// <summary>The operand that is read item by item; Y and X are its steps for one output, N is not used.</summary>
    public required TileOperand A { get; init; }

    /// <summary>Steps of A for one source, one tap of each window, and k.</summary>
    public required TapSteps Steps { get; init; }

    /// <summary>The operand that is read by vectors.</summary>
    public required PanelOperand B { get; init; }

    /// <summary>The result; its N step is 1.</summary>
    public required TileOperand C { get; init; }

    /// <summary>What sums start from, or null for zero.</summary>
    public TileOperand? Initial { get; init; }

    /// <summary>Factor of <see cref="Initial"/>.</summary>
    public float InitialFactor { get; init; } = 1;

    /// <summary>What is done with the sums.</summary>
    public required ScalarExpr Epilogue { get; init; }

    /// <summary>Operands of the epilogue by input of the node.</summary>
    public IReadOnlyDictionary<int, TileOperand> Operands { get; init; } = new Dictionary<int, TileOperand>();

    /// <summary>Outputs along both axes.</summary>
    public long Outputs => Y.Out * X.Out;

    /// <summary>Length of a whole sum.</summary>
    public long Depth => Sources * Y.Kernel * X.Kernel * K;

    /// <summary>Multiplications and additions.</summary>
    public double Flops => 2.0 * Outer.Aggregate(1L, (a, b) => a * b) * Y.Out * X.Out * N * Depth;
}

/// <summary>An operand indexed by outer axes, y, x and n.</summary>
/// <param name="Argument">Offset of its pointer in the argument block.</param>
/// <param name="Outer">Steps of the outer axes.</param>
/// <param name="Y">Step of y.</param>
/// <param name="X">Step of x.</param>
/// <param name="N">Step of n: 0 or 1.</param>
/// <param name="Offset">Elements from the pointer to index 0; may lie outside of the operand if only padding is there.</param>
internal sealed record TileOperand(int Argument, ValueArray<long> Outer, long Y, long X, long N, long Offset = 0);

/// <summary>A window whose taps are the sources of a sum.</summary>
/// <param name="Axis">The outer axis along which it slides.</param>
/// <param name="Taps">The window.</param>
internal sealed record SourceWindow(int Axis, AxisWindow Taps);

/// <summary>Steps of operand A within a sum.</summary>
internal readonly record struct TapSteps(long Source, long Y, long X, long K);

/// <summary>Where the vectors of B come from.</summary>
/// <param name="Form">How B lies in memory.</param>
/// <param name="Argument">Offset of its pointer in the argument block.</param>
/// <param name="Outer">Steps of the outer axes.</param>
/// <param name="K">Step of k, unless in panels.</param>
/// <param name="N">Step of n, unless in panels.</param>
internal sealed record PanelOperand(PanelForm Form, int Argument, ValueArray<long> Outer, long K = 0, long N = 0);

/// <summary>Forms of operand B.</summary>
internal enum PanelForm
{
    /// <summary>Panels made in advance; see <see cref="PanelPacking"/>.</summary>
    Packed,

    /// <summary>Rows of k with n innermost, read in place.</summary>
    InPlace,

    /// <summary>Columns of n with k innermost, as in A, read in place: lanes run along k; see
    /// <see cref="DotEmitter"/>.</summary>
    Columns,

    /// <summary>Any order; each panel is brought into order in the worker's scratch memory before it is used.</summary>
    Gathered,
}
