using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>AffineGrid(theta)</c> of a known size → products of theta's columns with the positions along each axis, and their
/// sum.</summary>
public sealed class LowerAffineGrid : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<AffineGridOp>(
        P.Any("theta"), P.Const("size")).As("y");

    /// <inheritdoc/>
    public override string? WhyNot(Match match) =>
        match["theta"].TensorType is not { DType: DType.F32, Shape: { Rank: 3 } theta } ? "it is not computed in float32"
        : theta[1] != match.Integers("size")!.Length - 2 || theta[2] != theta[1] + 1 ? "theta has another size"
        : match.Integers("size")!.Any(s => s is < 1 or > int.MaxValue) ? "a size is not positive" : null;

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        long[] size = match.Integers("size")!;
        int axes = size.Length - 2;
        // Theta takes the position along the innermost axis first.
        var sum = Column(axes);
        for (int k = axes - 1; k >= 0; k--)
            sum = editor.Add(new AddOp(), sum, editor.Add(new MulOp(), Column(k), Positions(axes - 1 - k)));
        return editor.Add(new TransposeOp([0, .. Enumerable.Range(2, axes).Select(k => (long)k), 1]), sum);

        Value Column(int k)
        {
            var column = editor.Add(new SliceOp(), match["theta"], editor.Integers(k), editor.Integers(k + 1), editor.Integers(2));
            return editor.Add(new ReshapeOp(), column, editor.Integers([size[0], axes, .. Enumerable.Repeat(1L, axes)]));
        }

        Value Positions(int axis)
        {
            long count = size[axis + 2];
            long[] dims = [.. Enumerable.Repeat(1L, axes)];
            dims[axis] = count;
            var positions = Tensor.Zeros(DType.F32, dims);
            for (int i = 0; i < count; i++)
            {
                positions.Span<float>()[i] = !match.Op<AffineGridOp>("y").AlignCorners ? (float)(-1 + (2.0 * i + 1) / count)
                    : count == 1 ? 0 : (float)(-1 + 2.0 * i / (count - 1));
            }
            return editor.Constant(positions);
        }
    }
}
