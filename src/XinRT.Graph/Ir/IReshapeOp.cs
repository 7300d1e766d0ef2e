using XinRT.Ops;

namespace XinRT.Ir;

/// <summary>An operator whose output is input 0 with the same elements in row-major order under other sizes.</summary>
public interface IReshapeOp : IInvertibleViewOp, IInvertibleOp
{
    /// <inheritdoc/>
    SourceStep? IInvertibleOp.Inverse(Node node) => StaticType.Of(node.Inputs[0]!.Type) is { } type
        ? new(new ReshapeOp(Allowzero: true), [null, Tensor.From(type.Dims.Span, type.Dims.Count)]) : null;

    /// <inheritdoc/>
    StridedView? IViewOp.View(Node node, int output, TensorLayout source) =>
        Reshaped(source, node.Outputs[output]!) is { } layout ? new(0, layout) : null;

    /// <inheritdoc/>
    TensorLayout? IInvertibleViewOp.Source(Node node, TensorLayout view) => Reshaped(view, node.Inputs[0]!);

    private static TensorLayout? Reshaped(TensorLayout layout, Value to) =>
        StaticType.Of(to.Type) is { } type ? layout.TryReshape(type.Dims.Span) : null;
}
