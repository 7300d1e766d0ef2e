using XinRT.Planning;

namespace XinRT.Runtime.Execution;

/// <summary>Checks the inputs of a run against the engine: kinds, element types, sizes, and the ranges the engine was built
/// for. One for each context; a run that is as it should be allocates nothing.</summary>
internal sealed class InputCheck
{
    private readonly EnginePlan _plan;
    private readonly string[] _symbols;
    private readonly SymbolRange?[] _ranges;

    // The symbol's index for each axis of each input.
    private readonly int[][] _axes;

    // Sizes of the symbols in this run, -1 before the first axis that has one.
    private readonly long[] _sizes;

    public InputCheck(EnginePlan plan)
    {
        _plan = plan;
        var symbols = new List<string>();
        _axes = [.. plan.Graph.Inputs.Select(v => v.Type is TensorType { Shape: { } shape } ? shape.Dims.ToArray().Select(Index).ToArray() : [])];
        _symbols = [.. symbols];
        _ranges = [.. symbols.Select(s => plan.Ranges.FirstOrDefault(r => r.Symbol == s))];
        _sizes = new long[_symbols.Length];

        int Index(Dim dim)
        {
            if (dim.IsConstant) return -1;
            string symbol = dim.ToString();
            if (!symbols.Contains(symbol)) symbols.Add(symbol);
            return symbols.IndexOf(symbol);
        }
    }

    public void Run(Datum?[] values)
    {
        Array.Fill(_sizes, -1);
        for (int i = 0; i < values.Length; i++)
        {
            var declared = _plan.Graph.Inputs[i];
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
                int symbol = _axes[i][axis];
                if (_sizes[symbol] >= 0 && _sizes[symbol] != size)
                {
                    throw new InferenceException("XIN6105", $"input '{declared.Name}'",
                        $"axis {axis} is '{_symbols[symbol]}', which is {_sizes[symbol]} in another input, but it is {size} here",
                        hint: "give all inputs the same size along this axis");
                }
                _sizes[symbol] = size;
                CheckRange(_ranges[symbol], declared.Name, size);
            }
        }
    }

    private static void CheckRange(SymbolRange? range, string input, long size)
    {
        if (range is null || (size >= range.Min && size <= range.Max)) return;
        throw new InferenceException("XIN6105", $"input '{input}'",
            $"'{range.Symbol}' may be {range.Min} to {range.Max}, but it is {size}",
            hint: "build the engine with wider --min-shapes and --max-shapes");
    }

    private static InferenceException Wrong(string name, TensorType wanted, Datum found) => new("XIN6105", $"input '{name}'",
        $"the engine takes {wanted}, but the value is {found.Type}", hint: "convert the value, or build the engine for its shape");
}
