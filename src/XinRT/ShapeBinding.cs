using XinRT.Planning;

namespace XinRT;

/// <summary>Turns shapes and profiles that the user gives into input shapes of the import and ranges of symbols.</summary>
internal sealed record ShapeBinding(IReadOnlyDictionary<string, Shape> Shapes, IReadOnlyList<SymbolRange> Ranges)
{
    public static ShapeBinding Make(IReadOnlyDictionary<string, IrType> inputs, IReadOnlyDictionary<string, Shape> shapes,
        IReadOnlyDictionary<string, ShapeProfile> profiles)
    {
        var result = new Dictionary<string, Shape>();
        var ranges = new SortedDictionary<string, SymbolRange>(StringComparer.Ordinal);
        foreach (var (name, shape) in shapes) result[name] = Fit(name, Declared(inputs, name), shape);
        foreach (var (name, profile) in profiles) result[name] = Bind(name, Declared(inputs, name), profile, ranges);
        return new(result, [.. ranges.Values]);
    }

    private static TensorType Declared(IReadOnlyDictionary<string, IrType> inputs, string name)
    {
        if (!inputs.TryGetValue(name, out var type))
        {
            throw new BuildException("XIN4003", $"input '{name}'",
                $"a shape is given for it, but the model has the inputs {string.Join(", ", inputs.Keys.Select(k => $"'{k}'"))}",
                hint: "use one of the model's names");
        }
        return type as TensorType ?? throw new BuildException("XIN4003", $"input '{name}'", $"a shape is given for it, but it is {type}");
    }

    private static Shape Fit(string name, TensorType declared, Shape shape)
    {
        if (declared.Shape is { } known && known.Rank != shape.Rank) throw RankError(name, declared, shape.Rank);
        for (int i = 0; i < shape.Rank; i++)
        {
            if (declared.Shape is { } d && d[i].IsConstant && shape[i].IsConstant && d[i] != shape[i])
            {
                throw new BuildException("XIN4003", $"input '{name}'", $"the model fixes axis {i} at {d[i]}, but the given shape has {shape[i]}",
                    hint: "give the model's size, or export the model with this axis dynamic");
            }
        }
        return shape;
    }

    private static Shape Bind(string name, TensorType declared, ShapeProfile profile, SortedDictionary<string, SymbolRange> ranges)
    {
        int rank = profile.Opt.Count;
        if (profile.Min.Count != rank || profile.Max.Count != rank || (declared.Shape is { } known && known.Rank != rank)) throw RankError(name, declared, rank);
        var dims = new Dim[rank];
        for (int i = 0; i < rank; i++)
        {
            var (min, opt, max) = (profile.Min[i], profile.Opt[i], profile.Max[i]);
            if (min < 0 || opt < min || max < opt)
                throw new BuildException("XIN4003", $"input '{name}'", $"sizes of axis {i} must rise from min over opt to max, but they are {min}, {opt}, {max}");
            Dim dim = declared.Shape is { } shape ? shape[i] : Dim.Symbol($"{name}.{i}");
            if (dim.IsConstant && (min != dim.Value || max != dim.Value))
                throw new BuildException("XIN4003", $"input '{name}'", $"the model fixes axis {i} at {dim}, but the profile goes from {min} to {max}");
            dims[i] = min == max ? min : dim;
            if (min == max) continue;
            string symbol = dim.ToString();
            // The same symbol in two inputs: the engine accepts what both accept.
            ranges[symbol] = ranges.TryGetValue(symbol, out var other)
                ? new(symbol, Math.Max(min, other.Min), Math.Max(opt, other.Min), Math.Min(max, other.Max)) : new(symbol, min, opt, max);
        }
        return Shape.Of(dims);
    }

    private static BuildException RankError(string name, TensorType declared, int rank) =>
        new("XIN4003", $"input '{name}'", $"the model declares {declared}, but the given shape has {rank} axes", hint: "give one size for each axis");
}
