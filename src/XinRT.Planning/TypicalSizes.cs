using XinRT.Ir;

namespace XinRT.Planning;

/// <summary>Sizes to plan and tune for, and to make inputs of, where the caller said none.</summary>
public static class TypicalSizes
{
    // Large enough for the five halvings of a detector; then longer, for models that cut a signal into windows; then less, for
    // models of pairs of pixels, whose tensors grow with the fourth power of such a size.
    private static readonly long[] Guesses = [64, 256, 1024, 16384, 16, 4, 1];

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
        foreach (var choice in Choices(batches, [.. others.Order(StringComparer.Ordinal)]))
        {
            foreach (var (symbol, size) in choice) sizes[symbol] = size;
            var types = Bind(plan.Graph, sizes);
            try
            {
                var graph = ShapeSpecializer.Run(plan.Graph, types, options).Graph;
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

    // A first axis of 1, then all alike; with the first size also each in turn as the sum of two others, as a mask is as long as what
    // a cache holds and what is new.
    private static IEnumerable<IReadOnlyDictionary<string, long>> Choices(HashSet<string> batches, string[] others)
    {
        foreach (long batch in batches.Count > 0 ? [1, 0] : (long[])[0])
        {
            foreach (long guess in others.Length > 0 || batch == 0 ? Guesses : Guesses[..1])
            {
                yield return Sizes(batch, guess, null);
                if (guess != Guesses[0] || others.Length < 3) continue;
                foreach (string sum in others) yield return Sizes(batch, guess, sum);
            }
        }

        // A batch of 0 is as large as the other sizes.
        Dictionary<string, long> Sizes(long batch, long other, string? sum) =>
            others.Select(s => (s, s == sum ? 2 * other : other)).Concat(batches.Select(s => (s, batch == 0 ? other : batch))).ToDictionary();
    }

    private static IrType[] Bind(Graph graph, Dictionary<string, long> sizes) => [.. graph.Inputs.Select(v => v.Type.Bind(sizes))];

    private static bool IsEmpty(Value value) => value.Type is TensorType { Shape: { } shape } && shape.Any(d => d.IsConstant && d.Value == 0);
}
