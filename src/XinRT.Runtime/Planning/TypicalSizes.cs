using XinRT.Ir;

namespace XinRT.Runtime.Planning;

/// <summary>Sizes to plan and tune for, and to make inputs of, where the caller said none.</summary>
public static class TypicalSizes
{
    // Large enough for the five halvings of a detector; then longer, for models that cut a signal into windows; then a single one.
    private static readonly long[] Guesses = [64, 256, 1024, 16384, 1];

    /// <summary>Input types with each symbol at the size its range was tuned for; without a range a first axis is 1, being the
    /// batch most often, and others have the first size that the model can run with. A <see cref="ShapeException"/> if there is
    /// none.</summary>
    /// <param name="plan">The engine.</param>
    /// <param name="options">Limits for what is computed beforehand.</param>
    /// <param name="known">Sizes of some symbols.</param>
    public static IrType[] Of(EnginePlan plan, EngineOptions options, IReadOnlyDictionary<string, long>? known = null)
    {
        var sizes = plan.Ranges.ToDictionary(r => r.Symbol, r => r.Opt);
        foreach (var (symbol, size) in known ?? new Dictionary<string, long>()) sizes[symbol] = size;
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in plan.Graph.Inputs)
        {
            if (input.Type is not TensorType { Shape: { } shape }) continue;
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                string symbol = shape[axis].ToString();
                if (shape[axis].IsConstant || sizes.ContainsKey(symbol)) continue;
                if (axis == 0) sizes[symbol] = 1;
                else open.Add(symbol);
            }
        }
        open.ExceptWith(sizes.Keys);
        if (open.Count == 0) return Bind(plan.Graph, sizes);
        ShapeException? first = null;
        foreach (var choice in Choices([.. open.Order(StringComparer.Ordinal)]))
        {
            foreach (var (symbol, size) in choice) sizes[symbol] = size;
            var types = Bind(plan.Graph, sizes);
            try
            {
                var (graph, _) = ShapeSpecializer.Run(plan.Graph, types, options);
                // A signal shorter than its windows gives nothing, rather than an error.
                if (!graph.Outputs.Any(IsEmpty)) return types;
            }
            catch (ShapeException e)
            {
                first ??= e;
            }
        }
        return first is null ? Bind(plan.Graph, sizes) : throw first;
    }

    // All alike; with the first size also each in turn as the sum of two others, as a mask is as long as what a cache holds and what
    // is new.
    private static IEnumerable<IReadOnlyDictionary<string, long>> Choices(string[] symbols)
    {
        foreach (long guess in Guesses)
        {
            yield return symbols.ToDictionary(s => s, _ => guess);
            if (guess != Guesses[0] || symbols.Length < 3) continue;
            foreach (string sum in symbols) yield return symbols.ToDictionary(s => s, s => s == sum ? 2 * guess : guess);
        }
    }

    private static IrType[] Bind(Graph graph, Dictionary<string, long> sizes) => [.. graph.Inputs.Select(v => v.Type.Bind(sizes))];

    private static bool IsEmpty(Value value) => value.Type is TensorType { Shape: { } shape } && shape.Any(d => d.IsConstant && d.Value == 0);
}
