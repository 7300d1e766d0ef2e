using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>DFT(x)</c> of a few hundred samples → <c>MatMul</c> with the transforms of the unit vectors, which the clean-up
/// computes.</summary>
/// <remarks>A product takes n² steps for each transform where a fast one takes n·log n; but they are the steps of a processor's
/// vectors. The matrix of n complex samples may have twice the bytes of the fast memory, as 512 samples and 1 MiB.</remarks>
public sealed class LowerDft : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<DftOp>(
        P.Any("x"),
        P.Optional(P.Const("length")), P.Optional(P.Const("axis"))).As("y");

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        // Of constants are the unit vectors of this rule, which are computed at once.
        if (match["x"].IsConstant) return "it is computed at build";
        if (match["x"].TensorType is not { DType: DType.F32, Shape: not null }) return "it is not computed in float32, or its number of axes is not known";
        var (samples, parts) = (match["x"].TensorType.Shape![Axis(match)], match["x"].TensorType.Shape![-1]);
        long longest = (long)Math.Sqrt(2.0 * match.Policy.FastBytes / (2 * sizeof(float)));
        return !samples.IsConstant || !parts.IsConstant || !Bins(match).IsConstant ? "the number of samples depends on the run"
            : samples.Value > longest || Bins(match).Value > longest ? $"there are more than {longest} samples"
            : Axis(match) != match["x"].TensorType.Shape!.Rank - 2 ? "it works along an outer axis" : null;
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var x = match["x"];
        var shape = x.TensorType.Shape!;
        long samples = shape[-2].Value, parts = shape[-1].Value, outParts = match.Output.TensorType.Shape![-1].Value;
        var units = editor.Constant(UnitVectors(samples * parts).Reshape([samples * parts, samples, parts]));
        var spectra = editor.Add(match.Op<DftOp>("y"), units, match.Find("length"), editor.Constant(Tensor.Scalar(1L)));
        var matrix = editor.Add(new ReshapeOp(), spectra, editor.Integers(samples * parts, Bins(match).Value * outParts));
        long[] kept = [.. Enumerable.Repeat(0L, shape.Rank - 2)];
        var rows = editor.Add(new ReshapeOp(), x, editor.Integers([.. kept, samples * parts]));
        return editor.Add(new ReshapeOp(), editor.Add(new MatMulOp(), rows, matrix), editor.Integers([.. kept, Bins(match).Value, outParts]));
    }

    private static Tensor UnitVectors(long count)
    {
        var units = Tensor.Zeros(DType.F32, count, count);
        for (int i = 0; i < count; i++) units.Span<float>()[i * (int)count + i] = 1;
        return units;
    }

    private static int Axis(Match match) => (int)((match.Integers("axis")?[0] ?? -2) is var a && a < 0 ? a + match["x"].TensorType.Shape!.Rank : a);

    private static Dim Bins(Match match) => match.Output.TensorType.Shape![Axis(match)];
}
