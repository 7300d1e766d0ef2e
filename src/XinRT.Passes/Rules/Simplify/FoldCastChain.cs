using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Cast(Cast(x, a), b)</c> → <c>Cast(x, b)</c> where <c>a</c> holds every value of x's type.</summary>
public sealed class FoldCastChain : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<CastOp>(P.Op<CastOp>(P.Any("x")).As("inner")).As("outer");

    /// <inheritdoc/>
    public override bool AllowsSharedParts => true;

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        DType from = match["x"].TensorType.DType, middle = match["inner"].TensorType.DType;
        // The text of a number depends on its type.
        return match["outer"].TensorType.DType == DType.String ? "the text of a number is that of its type"
            : Holds(middle, from) ? null : $"{middle.Name()} does not hold every {from.Name()}";
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor) =>
        match["x"].TensorType.DType == match["outer"].TensorType.DType ? match["x"] : editor.Add(match.Op<CastOp>("outer"), match["x"]);

    private static bool Holds(DType type, DType every) => type == every || every switch
    {
        DType.Bool => type.IsInteger() || type is DType.F32 or DType.F64 or DType.F16 or DType.BF16,
        DType.F16 or DType.BF16 => type is DType.F32 or DType.F64,
        DType.F32 => type == DType.F64,
        _ when every.IsUnsignedInteger() && type.IsInteger() => type.BitWidth() > every.BitWidth(),
        _ when every.IsSignedInteger() && type.IsSignedInteger() => type.BitWidth() > every.BitWidth(),
        _ when every.IsInteger() && type == DType.F32 => every.BitWidth() <= 16,
        _ when every.IsInteger() && type == DType.F64 => every.BitWidth() <= 32,
        _ => false,
    };
}
