namespace XinRT.Ir;

/// <summary>An operator whose only output is a view that shows each element of input 0 once, from its first element on:
/// a reshape or a transposition. So a layout of the output also says one of the input.</summary>
public interface IInvertibleViewOp : IViewOp
{
    /// <summary>Where input 0 lies if the output lies as said, the inverse of <see cref="IViewOp.View"/>; null if
    /// strides cannot say it. A row-major output always has an input.</summary>
    /// <param name="node">The node, with static types.</param>
    /// <param name="view">Where the output lies.</param>
    TensorLayout? Source(Node node, TensorLayout view);
}
