using XinRT.Ir;

namespace XinRT.Reference;

/// <summary>What the results of a loop's body would be where the loop ends before its first iteration.</summary>
internal static class BodyTypes
{
    /// <summary>Types of the outputs of a body for the inputs of a first iteration; as the body states them where it
    /// could not run with these inputs.</summary>
    public static IReadOnlyList<IrType> Of(Graph body, IReadOnlyList<IrType> inputs, IReadOnlyList<Datum?> contents)
    {
        if (body.Outputs.All(v => v.Type is TensorType { IsStatic: true })) return [.. body.Outputs.Select(v => v.Type)];
        var copy = body.Clone();
        for (int i = 0; i < inputs.Count; i++)
        {
            copy.Inputs[i].Type = inputs[i];
            copy.Inputs[i].Data = contents[i] is Tensor { Rank: <= 1 } t && t.DType.IsInteger()
                ? [.. t.ToInt64s().Select(x => (Dim)x)] : null;
        }
        try
        {
            TypeInference.Run(copy, new SymbolSource(copy));
        }
        catch (ShapeException)
        {
            // It never runs, so nothing is wrong.
        }
        return [.. copy.Outputs.Select(v => v.Type)];
    }
}
