namespace XinRT.Runtime.Execution;

/// <summary>Checks the inputs of a run against the engine: kinds, element types, sizes, and the ranges the engine was built
/// for.</summary>
internal static class InputCheck
{
    public static void Run(EnginePlan plan, Datum?[] values)
    {
        Dictionary<string, long>? bound = null;
        for (int i = 0; i < values.Length; i++)
        {
            var declared = plan.Graph.Inputs[i];
            var value = values[i] ?? throw new InferenceException("XIN6105", $"input '{declared.Name}'",
                $"a value of type {declared.Type} is wanted, but none was set", hint: "set every input before the run");
            if (declared.Type is not TensorType { DType: not DType.Undefined } wanted) continue;
            if (value is OptionalDatum { Value: { } inner }) value = inner;
            if (value is not Tensor tensor || tensor.DType != wanted.DType || (wanted.Shape is { } s && s.Rank != tensor.Rank))
                throw Wrong(declared.Name, wanted, value);
            for (int axis = 0; axis < (wanted.Shape?.Rank ?? 0); axis++)
            {
                Dim dim = wanted.Shape![axis];
                long size = tensor.Dims[axis];
                if (dim.IsConstant)
                {
                    if (dim.Value != size) throw Wrong(declared.Name, wanted, value);
                    continue;
                }
                string symbol = dim.ToString();
                bound ??= [];
                if (bound.TryAdd(symbol, size)) CheckRange(plan, declared.Name, symbol, size);
                else if (bound[symbol] != size)
                {
                    throw new InferenceException("XIN6105", $"input '{declared.Name}'",
                        $"axis {axis} is '{symbol}', which is {bound[symbol]} in another input, but it is {size} here",
                        hint: "give all inputs the same size along this axis");
                }
            }
        }
    }

    private static void CheckRange(EnginePlan plan, string input, string symbol, long size)
    {
        foreach (var range in plan.Ranges)
        {
            if (range.Symbol != symbol || (size >= range.Min && size <= range.Max)) continue;
            throw new InferenceException("XIN6105", $"input '{input}'", $"'{symbol}' may be {range.Min} to {range.Max}, but it is {size}",
                hint: "build the engine with wider --min-shapes and --max-shapes");
        }
    }

    private static InferenceException Wrong(string name, TensorType wanted, Datum found) => new("XIN6105", $"input '{name}'",
        $"the engine takes {wanted}, but the value is {found.Type}", hint: "convert the value, or build the engine for its shape");
}
