namespace XinRT.Ir;

/// <summary>An operator that computes nothing: each input is a part of output 0, and the parts do not overlap. An input
/// that is written directly into its part needs no copy.</summary>
public interface IJoinOp
{
    /// <summary>Which part of the output an input is, for any layout of the output.</summary>
    /// <param name="node">The node, with static types.</param>
    /// <param name="input">Index of the input.</param>
    /// <param name="whole">Where the output lies.</param>
    StridedView Part(Node node, int input, TensorLayout whole);
}
