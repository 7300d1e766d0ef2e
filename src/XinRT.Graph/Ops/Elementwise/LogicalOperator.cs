namespace XinRT.Ops;

/// <summary>A truth function of two booleans, with broadcasting.</summary>
public abstract record LogicalOperator : BroadcastOperator
{
    /// <inheritdoc/>
    protected override bool Accepts(DType type) => type == DType.Bool;

    /// <inheritdoc/>
    protected override Dim? OfDims(Dim a, Dim b, bool isFloat) =>
        a.IsConstant && b.IsConstant ? SymbolicContents.Truth(Of(a.Value != 0, b.Value != 0)) : null;

    /// <summary>The function itself.</summary>
    protected abstract bool Of(bool a, bool b);
}
