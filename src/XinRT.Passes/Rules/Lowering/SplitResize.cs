using XinRT.Ir;
using XinRT.Ops;

namespace XinRT.Passes;

/// <summary><c>Resize(x)</c> of more than two axes, or of all → one of each axis, or of each pair of them.</summary>
/// <remarks>Kernels interpolate along two axes at once and want one that stays as it is. Interpolation along several axes is one
/// after the other by definition; the axes that grow least come first, so that what is between them stays small.</remarks>
public sealed class SplitResize : RewriteRule
{
    /// <inheritdoc/>
    public override Pattern Pattern { get; } = P.Op<ResizeOp>(
        P.Any("x"),
        P.Optional(P.Const("region")), P.Optional(P.Const("scales")), P.Optional(P.Const("sizes"))).As("y");

    /// <inheritdoc/>
    public override string? WhyNot(Match match)
    {
        if (match["x"].TensorType is not { DType: DType.F32, Shape: { IsStatic: true } x }) return "it is not one of float32 and known sizes";
        var op = match.Op<ResizeOp>("y");
        if (op.CoordinateTransformationMode is "tf_crop_and_resize" or "tf_half_pixel_for_nn") return "axes of the same size may change";
        if (op.KeepAspectRatioPolicy != "stretch") return "the axes have a scale in common";
        int count = Resized(match).Count;
        return count is 0 or 1 || (count == 2 && x.Rank > 2) ? "one or two axes are resized, and others stay" : null;
    }

    /// <inheritdoc/>
    public override Value Rewrite(Match match, GraphEditor editor)
    {
        var op = match.Op<ResizeOp>("y");
        var axes = Resized(match).OrderBy(a => a.Scale).ToList();
        var y = match["x"];
        // The last two axes, which make the most, are taken together.
        bool pairs = y.TensorType.Shape!.Rank > 2;
        for (int i = 0; i < axes.Count;)
        {
            int count = pairs && (axes.Count - i) % 2 == 0 ? 2 : 1;
            var some = axes.GetRange(i, count).OrderBy(a => a.Axis).ToList();
            var one = op with { Axes = some.Select(a => (long)a.Axis).ToArray() };
            y = match.Find("scales") is { Constant.Count: > 0 }
                ? editor.Add(one, y, null, editor.Constant(Tensor.From<float>([.. some.Select(a => (float)a.Scale)])))
                : editor.Add(one, y, null, null, editor.Integers([.. some.Select(a => a.Size)]));
            i += count;
        }
        return y;
    }

    private static List<(int Axis, double Scale, long Size)> Resized(Match match)
    {
        Shape x = match["x"].TensorType.Shape!, y = match.Output.TensorType.Shape!;
        var named = match.Op<ResizeOp>("y").Axes;
        double[] scales = match.Find("scales")?.Constant!.ToDoubles() ?? [];
        var resized = new List<(int, double, long)>();
        for (int i = 0; i < (named.IsEmpty ? x.Rank : named.Count); i++)
        {
            int axis = named.IsEmpty ? i : (int)(named[i] < 0 ? named[i] + x.Rank : named[i]);
            double scale = scales.Length > 0 ? scales[i] : (double)y[axis].Value / Math.Max(1, x[axis].Value);
            if (scale != 1) resized.Add((axis, scale, y[axis].Value));
        }
        return resized;
    }
}
