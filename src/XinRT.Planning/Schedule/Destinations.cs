using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>Follows the destinations of values to layouts and places: results of joins get memory as soon as the first
/// part of them is to be written.</summary>
/// <param name="layouts">The destinations.</param>
/// <param name="values">Where values lie.</param>
/// <param name="step">Number of the step at hand.</param>
internal sealed class Destinations(WantedLayouts layouts, ValuePlaces values, Func<int> step)
{
    /// <summary>Where a value is to lie: its layout and, in a part of a join's result, its place. Null if that is all
    /// the same.</summary>
    /// <param name="value">The value.</param>
    /// <param name="dtype">Its element type.</param>
    /// <param name="layout">The layout that its kernel would choose.</param>
    public (TensorLayout Layout, Place? Part)? Of(Value value, DType dtype, TensorLayout layout) =>
        layouts.Destinations.GetValueOrDefault(value) switch
        {
            Destination.Output => (TensorLayout.RowMajor(layout.Dims.Span), null),
            Destination.Part(var join, var input) => OfPart(join, input, layout),
            Destination.View(var view, _) => OfView(view, value, dtype, layout),
            _ => null,
        };

    /// <summary>Whether a value was to be written into the result of a join.</summary>
    public bool IsPartOf(Value value, Node join) =>
        layouts.Destinations.GetValueOrDefault(value) is Destination.Part part && part.Join == join;

    /// <summary>The place of a join's result; where it has none yet, a new one with the given order of axes, outermost
    /// first.</summary>
    public Place Open(Value result, int[] order)
    {
        if (values.Has(result)) return values.Of(result)!;
        var type = StaticType.Of(result.Type)!;
        var layout = TensorLayout.InOrder(type.Dims.Span, order);
        var wish = Of(result, type.DType, layout);
        return values.Store(result, step(), wish?.Part ?? values.NewPlace(type.DType, wish?.Layout ?? layout));
    }

    /// <summary>The part of a join's result that an operand is.</summary>
    public static Place PartOf(Node join, int input, Place whole)
    {
        var part = ((IJoinOp)join.Op).Part(join, input, whole.Layout);
        return whole with { Offset = whole.Offset + part.Offset * whole.DType.SizeInBytes(), Layout = part.Layout };
    }

    private (TensorLayout Layout, Place? Part)? OfPart(Node join, int input, TensorLayout layout)
    {
        var part = PartOf(join, input, Open(join.Outputs[0]!, layout.Order()));
        return (part.Layout, part);
    }

    private (TensorLayout Layout, Place? Part)? OfView(Node node, Value source, DType dtype, TensorLayout layout)
    {
        var (op, view) = ((IInvertibleViewOp)node.Op, node.Outputs[0]!);
        var rowMajor = StaticType.Of(view.Type)!.RowMajor;
        var kept = op.View(node, 0, layout)?.Layout;
        if (Of(view, dtype, kept ?? rowMajor) is var (wished, part) && op.Source(node, wished) is { } back)
            return (back, part is null ? null : part with { Layout = back });
        // So that the view is one at all.
        return kept is null && source.Users.Count == 1 && op.Source(node, rowMajor) is { } viewable ? (viewable, null)
            : null;
    }
}
