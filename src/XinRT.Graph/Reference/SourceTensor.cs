using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>Computes tensors of the imported model from values of the rewritten graph.</summary>
public static class SourceTensor
{
    /// <summary>Applies the steps of a source to a value's contents; <see cref="InferenceException"/> if they do not
    /// fit.</summary>
    public static Tensor Compute(ValueSource source, Tensor contents)
    {
        var executor = new ReferenceExecutor();
        foreach (var step in source.Steps)
        {
            Tensor?[] inputs = [.. step.Constants];
            inputs[step.Slot] = contents;
            var node = new Node(source.Tensor, step.Op, [.. inputs.Select((t, i) => t is null ? null : new Value($"{i}", t))],
                [.. Enumerable.Range(0, step.Output + 1).Select(i => i == step.Output ? new Value(source.Tensor) : null)]);
            contents = (Tensor)executor.Evaluate(node, inputs)[step.Output]!;
        }
        return contents;
    }
}
