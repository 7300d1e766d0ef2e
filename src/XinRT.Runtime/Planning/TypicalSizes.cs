namespace XinRT.Runtime.Planning;

/// <summary>Sizes to plan and tune for where the caller said none.</summary>
public static class TypicalSizes
{
    /// <summary>Input types with each symbol at the size its range was tuned for; without a range a first axis is 1, being the
    /// batch most often, and another 64.</summary>
    public static IrType[] Of(EnginePlan plan)
    {
        var sizes = plan.Ranges.ToDictionary(r => r.Symbol, r => r.Opt);
        foreach (var input in plan.Graph.Inputs)
        {
            if (input.Type is not TensorType { Shape: { } shape }) continue;
            for (int axis = 0; axis < shape.Rank; axis++)
                if (!shape[axis].IsConstant) sizes.TryAdd(shape[axis].ToString(), axis == 0 ? 1 : 64);
        }
        return [.. plan.Graph.Inputs.Select(v => v.Type.Bind(sizes))];
    }
}
