namespace XinRT.Ir;

/// <summary>An operator whose outputs may be views: they look at input 0 in another way and need no memory of their
/// own.</summary>
public interface IViewOp
{
    /// <summary>How an output looks at input 0; null if strides cannot say it, and the output must be
    /// computed.</summary>
    /// <param name="node">The node, with static types; inputs that say what to look at are constant.</param>
    /// <param name="output">Index of the output.</param>
    /// <param name="source">Where input 0 lies.</param>
    StridedView? View(Node node, int output, TensorLayout source);
}
