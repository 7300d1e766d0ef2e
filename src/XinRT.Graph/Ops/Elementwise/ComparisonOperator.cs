namespace XinRT.Ops;

/// <summary>A yes-or-no question about two numbers, with broadcasting; the result is bool.</summary>
public abstract record ComparisonOperator : BroadcastOperator
{
    /// <inheritdoc/>
    protected override DType ResultType(DType operand) => DType.Bool;

    /// <inheritdoc/>
    protected override Dim? OfDims(Dim a, Dim b, bool isFloat) =>
        SymbolicContents.Truth(SymbolicContents.Compare(a, b) is { } sign ? Of(sign) : null);

    /// <summary>The answer, given the sign of the difference.</summary>
    protected abstract bool Of(int sign);
}
