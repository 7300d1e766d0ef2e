namespace XinRT.Ir;

/// <summary>A tensor of the imported model that a value of a rewritten graph holds, or that follows from the
/// value.</summary>
/// <param name="Tensor">The tensor's name in the model.</param>
/// <param name="Steps">What turns the value into the tensor, in order: views, and the inverse of scales that were worked
/// into weights. Empty where the value is the tensor itself.</param>
public sealed record ValueSource(string Tensor, IReadOnlyList<SourceStep> Steps)
{
    /// <summary>The tensor that the value is.</summary>
    public ValueSource(string tensor) : this(tensor, []) { }

    /// <summary>The same tensor, seen from the value to which the steps apply first.</summary>
    public ValueSource After(IReadOnlyList<SourceStep> first) =>
        first.Count == 0 ? this : this with { Steps = [.. first, .. Steps] };

    /// <inheritdoc/>
    public override string ToString() => string.Join(" → ", Steps.Select(s => s.Op.Info.Name).Append(Tensor));
}

/// <summary>An operator that is applied to one tensor; its other inputs are constants.</summary>
/// <param name="Op">The operator.</param>
/// <param name="Constants">Its inputs; null at <paramref name="Slot"/> and for absent ones.</param>
/// <param name="Slot">The input that takes the tensor.</param>
/// <param name="Output">Index of the output that is wanted.</param>
public sealed record SourceStep(Operator Op, IReadOnlyList<Tensor?> Constants, int Slot = 0, int Output = 0)
{
    /// <summary>How an output of a node follows from its only input that is not constant; null if it has several.</summary>
    public static SourceStep? Of(Node node, int output)
    {
        int slot = -1;
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            if (node.Inputs[i] is null or { IsConstant: true }) continue;
            if (slot >= 0) return null;
            slot = i;
        }
        return slot < 0 || node.Bodies.Count > 0 ? null : new(node.Op, [.. node.Inputs.Select(v => v?.Constant)], slot, output);
    }
}
