namespace XinRT.Backends.Cpu;

/// <summary>Values of a generator's tunable parameters, such as <c>rows=14 panel=32</c>.</summary>
internal sealed record Tactic(ValueArray<KernelParameter> Parameters)
{
    private const string Hint = "build the engine again";

    /// <summary>No parameters.</summary>
    public static Tactic Default { get; } = new(default(ValueArray<KernelParameter>));

    /// <summary>A tactic of some parameters.</summary>
    public static Tactic Of(params ReadOnlySpan<(string Name, long Value)> parameters)
    {
        var items = new KernelParameter[parameters.Length];
        for (int i = 0; i < items.Length; i++) items[i] = new(parameters[i].Name, parameters[i].Value);
        return new(items);
    }

    /// <summary>The tactic that an engine names; a <see cref="BackendException"/> if a parameter is not one of the
    /// known ones, or is there twice.</summary>
    public static Tactic Of(KernelSpec spec, IReadOnlyList<string> known)
    {
        var parameters = spec.Parameters;
        for (int i = 0; i < parameters.Count; i++)
        {
            string name = parameters[i].Name;
            if (!known.Contains(name))
            {
                string wanted = known.Count == 0 ? "no parameters" : $"the parameters {string.Join(", ", known)}";
                throw Error(name, $"the kernel '{spec.Name}' has {wanted}, but the engine gives '{parameters[i]}'");
            }
            for (int k = 0; k < i; k++)
                if (parameters[k].Name == name)
                    throw Error(name, $"one value is wanted, but the engine gives '{parameters[k]} {parameters[i]}'");
        }
        return new(parameters);
    }

    /// <summary>This tactic with one more parameter.</summary>
    public Tactic With(string name, long value) => new([.. Parameters, new(name, value)]);

    /// <summary>Whether it has a parameter.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A parameter; a <see cref="BackendException"/> if the engine names none.</summary>
    public long this[string name] => Find(name)
        ?? throw Error(name, $"the kernel needs it, but the engine gives '{this}'");

    /// <summary>A parameter within a range; a <see cref="BackendException"/> if the engine names one outside.</summary>
    public int Within(string name, int least, int most) => this[name] is var value && value >= least && value <= most
        ? (int)value : throw Error(name, $"the kernel takes {least} to {most}, but the engine gives {value}");

    /// <summary>A parameter of few values; a <see cref="BackendException"/> if the engine names another.</summary>
    public long OneOf(string name, params ReadOnlySpan<long> values)
    {
        long value = this[name];
        return Arrays.Has(values, value) ? value : throw Error(name,
            $"the kernel takes {string.Join(", ", values.ToArray())}, but the engine gives {value}");
    }

    /// <summary>The parameters, as <c>name=value</c>.</summary>
    public override string ToString() => string.Join(' ', Parameters);

    private long? Find(string name)
    {
        foreach (var parameter in Parameters.Span)
            if (parameter.Name == name) return parameter.Value;
        return null;
    }

    private static BackendException Error(string name, string because) =>
        new("XIN7002", $"parameter '{name}'", because, hint: Hint);
}
