using XinRT.Ir;

namespace XinRT.Runtime.Planning;

/// <summary>Sizes to plan and tune for, and to make inputs of, where the caller said none.</summary>
public static class TypicalSizes
{
    // Large enough for the five halvings of a detector; then longer, for models that cut a signal into windows; then a single one.
    private static readonly long[] Guesses = [64, 256, 1024, 16384, 1];

    /// <summary>Input types with each symbol at a size that is known, or that its range was tuned for; without either a first axis
    /// is 1, being the batch most often, and others have the first size that the model can run with. Null if the model runs with
    /// none of the guesses: they prove nothing against it, and it is planned when its inputs are there.</summary>
    /// <param name="plan">The engine.</param>
    /// <param name="options">Limits for what is computed beforehand.</param>
    /// <param name="known">Sizes of some symbols.</param>
    public static IrType[]? Of(EnginePlan plan, EngineOptions options, IReadOnlyDictionary<string, long>? known = null)
    {
        var sizes = plan.Ranges.ToDictionary(r => r.Symbol, r => r.Opt);
        foreach (var (symbol, size) in known ?? new Dictionary<string, long>()) sizes[symbol] = size;
        var (batches, others) = Open(plan.Graph, sizes);
        if (batches.Count + others.Count == 0) return Bind(plan.Graph, sizes);
        IrType[]? empty = null;
        foreach (var (batch, other) in Candidates(others.Count > 0))
        {
            foreach (string symbol in batches) sizes[symbol] = batch;
            foreach (string symbol in others) sizes[symbol] = other;
            var types = Bind(plan.Graph, sizes);
            try
            {
                var (graph, _) = ShapeSpecializer.Run(plan.Graph, types, options);
                // A signal shorter than its windows gives nothing, rather than an error.
                if (!graph.Outputs.Any(IsEmpty)) return types;
                empty ??= types;
            }
            catch (XinException)
            {
                // The next guess may fit.
            }
        }
        return empty;
    }

    /// <summary>The guesses in words.</summary>
    public static string Tried => $"1 for a first axis and {string.Join(", ", Guesses)} for others";

    private static IEnumerable<(long Batch, long Other)> Candidates(bool hasOthers) =>
        hasOthers ? Guesses.Select(g => (1L, g)).Concat(Guesses.Select(g => (g, g))) : Guesses.Prepend(1).Distinct().Select(g => (g, g));

    // Symbols without a size: those that are a first axis, and the others.
    private static (HashSet<string> Batches, HashSet<string> Others) Open(Graph graph, Dictionary<string, long> sizes)
    {
        HashSet<string> batches = new(StringComparer.Ordinal), others = new(StringComparer.Ordinal);
        foreach (var input in graph.Inputs)
        {
            if (input.Type is not TensorType { Shape: { } shape }) continue;
            for (int axis = 0; axis < shape.Rank; axis++)
                if (!shape[axis].IsConstant && !sizes.ContainsKey(shape[axis].ToString())) (axis == 0 ? batches : others).Add(shape[axis].ToString());
        }
        others.ExceptWith(batches);
        return (batches, others);
    }

    private static IrType[] Bind(Graph graph, Dictionary<string, long> sizes) => [.. graph.Inputs.Select(v => v.Type.Bind(sizes))];

    private static bool IsEmpty(Value value) => value.Type is TensorType { Shape: { } shape } && shape.Any(d => d.IsConstant && d.Value == 0);
}
