namespace XinRT.Ir;

/// <summary>An operator whose input follows from its output, such as a transposition or the addition of a
/// constant.</summary>
public interface IInvertibleOp
{
    /// <summary>What turns output 0 of a node back into its only input that is not constant; null if that is lost, as
    /// after a factor of 0.</summary>
    SourceStep? Inverse(Node node);
}
