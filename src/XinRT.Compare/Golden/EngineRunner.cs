namespace XinRT.Compare.Golden;

/// <summary>An engine with one context, by names of inputs and outputs.</summary>
public sealed class EngineRunner(Engine engine) : IGoldenRunner
{
    private readonly InferenceContext _context = engine.CreateContext();

    /// <inheritdoc/>
    public string Name => "XinRT";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Datum> Run(IReadOnlyDictionary<string, Datum> inputs)
    {
        foreach (var input in engine.Inputs)
        {
            _context.SetInput(input.Name, inputs.TryGetValue(input.Name, out var value) ? value
                : throw new InferenceException("XIN6105", $"input '{input.Name}'", $"a value of type {input.Type} is wanted, but none was given"));
        }
        _context.Run();
        return engine.Outputs.Select((o, i) => (o.Name, _context.Output(i))).DistinctBy(o => o.Name).ToDictionary(o => o.Name, o => o.Item2);
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();
}
